/** What operations that change shards ask before. */
import type { OperationContext } from '../../dispatch/index.ts'
import { readShardId, type Shard, shardIdOf } from './domain/shards.ts'
import { invalidArgument, noSuchShard, validation } from './errors.ts'
import type { Stream } from './records.ts'
import { shardsOf } from './shard-map.ts'

/** Fails with ResourceNotFoundException; InvalidArgumentException for a closed shard. UNVERIFIED: the words of the latter. */
export async function loadOpenShard(context: OperationContext, stream: Stream, id: string): Promise<Shard> {
  const { name, accountId } = stream
  const index = readShardId(id)
  if (index === undefined) throw noSuchShard(id, name, accountId)
  const shard = (await shardsOf(context, stream)).get(index)
  if (shard === undefined) throw noSuchShard(shardIdOf(index), name, accountId)
  if (shard.closedAt !== undefined)
    throw invalidArgument(
      `Shard ${shardIdOf(index)} in stream ${name} under account ${accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
    )
  return shard
}

/** Source: API Reference: ValidationException for on-demand streams. UNVERIFIED: the words. */
export function requireProvisioned({ mode, name, accountId }: Stream): void {
  if (mode === 'ON_DEMAND')
    throw validation(`Request is invalid. Stream ${name} under account ${accountId} is in On-Demand mode.`)
}
