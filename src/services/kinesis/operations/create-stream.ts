import type * as Api from '@aws-sdk/client-kinesis'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { checkAccountShards, countStreams } from '../counting.ts'
import { firstShards } from '../domain/shards.ts'
import { limitExceeded, streamExists, validation } from '../errors.ts'
import {
  onDemandShards,
  onDemandStreams,
  recordKiBDefault,
  retentionHoursDefault,
  streamShards,
  streamsBeingMade,
} from '../limits.ts'
import { type Stream, streams } from '../records.ts'
import { required } from '../required.ts'
import { writeShards } from '../shard-map.ts'
import { addTransition, transitionOf } from '../streams.ts'
import { withTags } from '../tags.ts'

/** Makes a stream; it becomes active by itself. */
export async function createStream(input: Api.CreateStreamInput, context: OperationContext): Promise<object> {
  const { accountId, region, store, random, now } = context
  const name = required(input.StreamName, 'StreamName')
  const mode = input.StreamModeDetails?.StreamMode ?? 'PROVISIONED'
  const count = shardCountOf(input, mode)
  checkOptions(input, mode)
  const stream: Stream = {
    accountId,
    region,
    name,
    id: randomHex(random, 10),
    status: 'CREATING',
    mode,
    createdAt: now,
    retentionHours: retentionHoursDefault,
    generation: 1,
    nextShard: count,
    openShards: count,
    tags: withTags({}, input.Tags ?? {}, `stream ${name} under account ${accountId}`),
    metrics: [],
    recordKiB: input.MaxRecordSizeInKiB ?? recordKiBDefault,
    ...(mode === 'ON_DEMAND'
      ? { distribution: input.RecordDistributionStrategy ?? 'USER_PARTITION_KEY' }
      : {}),
    scaledAt: [],
    modeChangedAt: [],
  }
  await change(context, async (commit) => {
    if (await streams.get(store, [accountId, region, name])) throw streamExists(name, accountId)
    await checkCounts(context, mode, count)
    streams.put(commit, stream, undefined)
    await writeShards(commit, context, stream.id, firstShards(count, now))
    addTransition(commit, { ...transitionOf(stream), kind: 'activate' })
  })
  return {}
}

/** Source: API Reference, CreateStream. UNVERIFIED: the words. */
function shardCountOf({ ShardCount }: Api.CreateStreamInput, mode: Api.StreamMode): number {
  if (mode === 'ON_DEMAND') {
    if (ShardCount !== undefined)
      throw validation('ShardCount must not be specified for an on-demand stream.')
    return onDemandShards
  }
  if (ShardCount === undefined) throw validation('ShardCount must be specified for a provisioned stream.')
  if (ShardCount > streamShards)
    throw limitExceeded(`A stream cannot have more than ${streamShards} shards. Requested: ${ShardCount}.`)
  return ShardCount
}

/** Warm throughput needs an account that has committed itself to a throughput, which none has here. UNVERIFIED: the words. */
function checkOptions(input: Api.CreateStreamInput, mode: Api.StreamMode): void {
  if (input.WarmThroughputMiBps !== undefined)
    throw validation(
      'WarmThroughputMiBps needs the on-demand advantage mode, which this account does not have.',
    )
  if (input.RecordDistributionStrategy !== undefined && mode !== 'ON_DEMAND')
    throw validation(
      'RecordDistributionStrategy is only supported for streams of the on-demand capacity mode.',
    )
}

/** UNVERIFIED: the words about streams. */
async function checkCounts(context: OperationContext, mode: Api.StreamMode, count: number): Promise<void> {
  const counts = await countStreams(context)
  if (counts.creating >= streamsBeingMade)
    throw limitExceeded(`Cannot have more than ${streamsBeingMade} streams in CREATING state at once.`)
  if (mode === 'ON_DEMAND' && counts.onDemand >= onDemandStreams)
    throw limitExceeded(
      `This request would exceed the on-demand stream limit for the account ${context.accountId} in ${context.region}. Limit: ${onDemandStreams}.`,
    )
  if (mode === 'PROVISIONED') checkAccountShards(context, counts.openShards, count)
}
