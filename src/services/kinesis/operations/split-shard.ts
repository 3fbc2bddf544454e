import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkAccountShards, countStreams } from '../counting.ts'
import { invalidArgument } from '../errors.ts'
import { required } from '../required.ts'
import { loadOpenShard, requireProvisioned } from '../resharding.ts'
import { addTransition, changeStream, transitionOf } from '../streams.ts'

/** Splits a shard in two. */
export async function splitShard(input: Api.SplitShardInput, context: OperationContext): Promise<object> {
  const start = required(input.NewStartingHashKey, 'NewStartingHashKey')
  await changeStream(context, 'SplitShard', input, async (stream, commit) => {
    requireProvisioned(stream)
    const shard = await loadOpenShard(context, stream, required(input.ShardToSplit, 'ShardToSplit'))
    const { startingHashKey, endingHashKey } = shard
    if (BigInt(start) <= BigInt(startingHashKey) + 1n || BigInt(start) >= BigInt(endingHashKey))
      throw invalidArgument(
        `NewStartingHashKey ${start} used in SplitShard() on shard ${input.ShardToSplit} in stream ${stream.name} under account ${stream.accountId} is not both greater than one plus the shard's StartingHashKey ${startingHashKey} and less than the shard's EndingHashKey ${endingHashKey}.`,
      )
    checkAccountShards(context, (await countStreams(context)).openShards, 1)
    addTransition(commit, { ...transitionOf(stream), kind: 'split', shard: shard.index, start })
    return { ...stream, status: 'UPDATING' }
  })
  return {}
}
