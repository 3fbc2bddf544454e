import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkAccountShards, countStreams } from '../counting.ts'
import { limitExceeded } from '../errors.ts'
import { scalingsPerDay, streamShards } from '../limits.ts'
import type { Stream } from '../records.ts'
import { required } from '../required.ts'
import { requireProvisioned } from '../resharding.ts'
import { addTransition, changeStream, streamArn, transitionOf } from '../streams.ts'

const dayMs = 86_400_000

/** Gives a stream so many shards of equal size. */
export async function updateShardCount(
  input: Api.UpdateShardCountInput,
  context: OperationContext,
): Promise<Api.UpdateShardCountOutput> {
  const count = required(input.TargetShardCount, 'TargetShardCount')
  const stream = await changeStream(context, 'UpdateShardCount', input, async (before, commit) => {
    requireProvisioned(before)
    const scaledAt = before.scaledAt.filter((at) => at > context.now - dayMs)
    checkTarget(before, count, scaledAt.length)
    if (count > before.openShards) {
      const { openShards } = await countStreams(context)
      checkAccountShards(context, openShards, count - before.openShards)
    }
    addTransition(commit, { ...transitionOf(before), kind: 'scale', count })
    return { ...before, status: 'UPDATING', scaledAt: [...scaledAt, context.now] }
  })
  return {
    StreamName: stream.name,
    StreamARN: streamArn(context, stream),
    CurrentShardCount: stream.openShards,
    TargetShardCount: count,
  }
}

/** UNVERIFIED: the words about the number of times. */
function checkTarget({ openShards, name }: Stream, target: number, times: number): void {
  const counts = `Current open shard count: ${openShards}, Target shard count: ${target}`
  if (target > streamShards)
    throw limitExceeded(
      `Target shard count or number of open shards cannot be greater than ${streamShards}. ${counts}`,
    )
  if (target > openShards * 2)
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    )
  if (target < openShards / 2)
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    )
  if (times >= scalingsPerDay)
    throw limitExceeded(
      `The stream ${name} has been scaled ${times} times in the last 24 hours, and no more than ${scalingsPerDay} are allowed.`,
    )
}
