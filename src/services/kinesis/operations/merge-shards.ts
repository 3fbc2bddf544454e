import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { shardIdOf } from '../domain/shards.ts'
import { invalidArgument } from '../errors.ts'
import { required } from '../required.ts'
import { loadOpenShard, requireProvisioned } from '../resharding.ts'
import { addTransition, changeStream, transitionOf } from '../streams.ts'

/** Merges two neighbouring shards. */
export async function mergeShards(input: Api.MergeShardsInput, context: OperationContext): Promise<object> {
  await changeStream(context, 'MergeShards', input, async (stream, commit) => {
    requireProvisioned(stream)
    const one = await loadOpenShard(context, stream, required(input.ShardToMerge, 'ShardToMerge'))
    const other = await loadOpenShard(
      context,
      stream,
      required(input.AdjacentShardToMerge, 'AdjacentShardToMerge'),
    )
    const oneFirst = BigInt(one.startingHashKey) < BigInt(other.startingHashKey)
    const [left, right] = oneFirst ? [one, other] : [other, one]
    if (BigInt(left.endingHashKey) + 1n !== BigInt(right.startingHashKey))
      throw invalidArgument(
        `Shards ${shardIdOf(one.index)} and ${shardIdOf(other.index)} in stream ${stream.name} under account ${stream.accountId} are not an adjacent pair of shards eligible for merging`,
      )
    addTransition(commit, { ...transitionOf(stream), kind: 'merge', left: left.index, right: right.index })
    return { ...stream, status: 'UPDATING' }
  })
  return {}
}
