import type * as Api from '@aws-sdk/client-kinesis'
import type { AccountId } from '../../../aws/identifiers.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { isOpen, shardIdOf } from '../domain/shards.ts'
import { dryRun, invalidArgument, shardDoesNotExist } from '../errors.ts'
import { getRecordsBytes, getRecordsCount } from '../limits.ts'
import { readIterator, writeIterator } from '../positions.ts'
import { type Batch, readBatch } from '../reading.ts'
import type { Stream } from '../records.ts'
import { required } from '../required.ts'
import { shardsOf } from '../shard-map.ts'
import { metricsOf } from '../stream-metrics.ts'
import { loadStreamAt, readStreamArn, refuseStreamId, streamArn } from '../streams.ts'
import { childView } from '../views.ts'

/** Reads the records behind an iterator. */
export async function getRecords(
  input: Api.GetRecordsInput,
  context: OperationContext,
): Promise<Api.GetRecordsOutput> {
  refuseStreamId(input)
  const iterator = readIterator(context, required(input.ShardIterator, 'ShardIterator'))
  const { region } = context
  const address = { accountId: iterator.accountId as AccountId, region, name: iterator.streamName }
  checkStreamArn(context, input.StreamARN, address)
  const { value: stream } = await loadStreamAt(context, 'GetRecords', address)
  const shards = await shardsOf(context, stream)
  const shard = stream.id === iterator.streamId ? shards.get(iterator.shardIndex) : undefined
  if (shard === undefined)
    throw shardDoesNotExist(shardIdOf(iterator.shardIndex), address.name, address.accountId)
  if (input.DryRun === true) throw dryRun()
  const batch = await readBatch(context, {
    stream,
    arn: streamArn(context, stream),
    shard,
    from: iterator.place,
    count: input.Limit ?? getRecordsCount,
    bytes: getRecordsBytes,
  })
  countRead(context, stream, shard.index, batch)
  const ended = batch.atTip && !isOpen(shard)
  return {
    Records: batch.records,
    MillisBehindLatest: batch.behindMs,
    ...(ended
      ? { ChildShards: shards.childrenOf(shard.index).map(childView) }
      : { NextShardIterator: writeIterator(context, stream, shard, batch.next) }),
  }
}

function countRead(
  context: OperationContext,
  stream: Stream,
  shard: number,
  { records, behindMs }: Batch,
): void {
  const metrics = metricsOf(context)
  const arn = streamArn(context, stream)
  const bytes = records.reduce((sum, { Data }) => sum + (Data?.length ?? 0), 0)
  metrics.count(stream, arn, {
    'GetRecords.Bytes': bytes,
    'GetRecords.Records': records.length,
    'GetRecords.Success': 1,
    'GetRecords.IteratorAgeMilliseconds': behindMs,
  })
  metrics.countShard(stream, arn, shard, {
    OutgoingBytes: bytes,
    OutgoingRecords: records.length,
    IteratorAgeMilliseconds: behindMs,
  })
}

/** UNVERIFIED: the words. */
function checkStreamArn(
  context: OperationContext,
  arn: string | undefined,
  { accountId, name }: { accountId: AccountId; name: string },
): void {
  if (arn === undefined) return
  const named = readStreamArn(context, arn)
  if (named.accountId !== accountId || named.name !== name)
    throw invalidArgument(`The ShardIterator does not belong to the stream ${arn}.`)
}
