import type * as Api from '@aws-sdk/client-kinesis'
import type { AccountId } from '../../../aws/identifiers.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { isChosen, type ShardChoice } from '../domain/shard-filters.ts'
import { readShardId } from '../domain/shards.ts'
import { invalidArgument, notActive, streamNotFound } from '../errors.ts'
import { listShardsPage } from '../limits.ts'
import { readToken, writeToken } from '../listing.ts'
import { horizonOf } from '../reading.ts'
import { required } from '../required.ts'
import { shardsOf } from '../shard-map.ts'
import { addressOf, loadStreamAt, refuseStreamId } from '../streams.ts'
import { shardView, wholeSeconds } from '../views.ts'

/** What a token carries: the stream, the last shard that was answered, and the filter. */
type Position = {
  readonly account: string
  readonly name: string
  readonly id: string
  readonly after: number
  readonly choice: ShardChoice
}

/** The shards of a stream, those that a filter chooses. */
export async function listShards(
  input: Api.ListShardsInput,
  context: OperationContext,
): Promise<Api.ListShardsOutput> {
  const position = input.NextToken === undefined ? undefined : readPosition(context, input)
  const address =
    position === undefined
      ? addressOf(context, input)
      : { accountId: position.account as AccountId, region: context.region, name: position.name }
  const { value: stream } = await loadStreamAt(context, 'ListShards', address)
  if (stream.status === 'CREATING') throw notActive(stream.name, stream.accountId, stream.status)
  checkCreation(input, stream.createdAt)
  if (position !== undefined && position.id !== stream.id) throw streamNotFound(stream.name, stream.accountId)
  const choice = position?.choice ?? choiceOf(context, input)
  const after = position?.after ?? -1
  const horizon = Math.max(horizonOf(stream, context.now), stream.createdAt)
  const { all } = await shardsOf(context, stream)
  const left = all.filter(
    (shard) =>
      shard.index > after && (shard.closedAt ?? horizon) >= horizon && isChosen(shard, choice, horizon),
  )
  const limit = Math.min(input.MaxResults ?? listShardsPage, listShardsPage)
  const page = left.slice(0, limit)
  const last = page.at(-1)
  if (last === undefined || left.length === page.length) return { Shards: page.map(shardView) }
  const next: Position = {
    account: stream.accountId,
    name: stream.name,
    id: stream.id,
    after: last.index,
    choice,
  }
  return { Shards: page.map(shardView), NextToken: writeToken(context, 'ListShards', next) }
}

/** Source: API Reference, ListShards, NextToken. */
function readPosition(context: OperationContext, input: Api.ListShardsInput): Position {
  refuseStreamId(input)
  const others = [
    input.StreamName,
    input.StreamARN,
    input.StreamCreationTimestamp,
    input.ExclusiveStartShardId,
    input.ShardFilter,
  ]
  if (others.some((other) => other !== undefined))
    throw invalidArgument('NextToken and StreamName cannot be provided together.')
  return readToken(context, 'ListShards', required(input.NextToken, 'NextToken')) as Position
}

/** UNVERIFIED: the words. */
function choiceOf({ now }: OperationContext, input: Api.ListShardsInput): ShardChoice {
  const { ShardFilter: filter, ExclusiveStartShardId: start } = input
  if (start !== undefined) {
    if (filter !== undefined)
      throw invalidArgument('ExclusiveStartShardId and ShardFilter cannot be provided together.')
    return { type: 'AFTER_SHARD_ID', index: readIndex(start) }
  }
  const type = filter?.Type ?? 'FROM_TRIM_HORIZON'
  if (type === 'AFTER_SHARD_ID') {
    if (filter?.ShardId === undefined)
      throw invalidArgument('ShardId must be specified when ShardFilter type is AFTER_SHARD_ID.')
    return { type, index: readIndex(filter.ShardId) }
  }
  if (type === 'AT_TIMESTAMP' || type === 'FROM_TIMESTAMP') {
    const at = filter?.Timestamp?.getTime()
    if (at === undefined)
      throw invalidArgument(`Timestamp must be specified when ShardFilter type is ${type}.`)
    if (at > now) throw invalidArgument('Timestamp of ShardFilter must not be in the future.')
    return { type, at }
  }
  return { type }
}

function readIndex(id: string): number {
  const index = readShardId(id)
  if (index === undefined) throw invalidArgument(`Shard id ${id} is invalid.`)
  return index
}

/** UNVERIFIED: the answer. */
function checkCreation(
  { StreamCreationTimestamp: asked, StreamName = '' }: Api.ListShardsInput,
  createdAt: number,
): void {
  if (asked !== undefined && wholeSeconds(asked.getTime()).getTime() !== wholeSeconds(createdAt).getTime())
    throw invalidArgument(`Stream ${StreamName} was not created at ${asked.toISOString()}.`)
}
