/**
 * The shards of streams in memory. A generation of a stream's shards never changes, so what was read once is right as long as
 * the stream's record has that generation.
 */
import type { Surroundings } from '../../dispatch/index.ts'
import type { Atomic, Store } from '../../store/index.ts'
import { openShards, type Shard, shardFor } from './domain/shards.ts'
import { blockShards } from './limits.ts'
import { type Stream, shardBlocks } from './records.ts'

/** The shards of one generation. */
export class ShardMap {
  /** All that are kept, in the order of their numbers. */
  readonly all: readonly Shard[]
  /** The open ones, in the order of their hash keys. */
  readonly open: ReadonlyArray<{ readonly start: bigint; readonly shard: Shard }>
  readonly #byIndex: ReadonlyMap<number, Shard>

  constructor(all: readonly Shard[]) {
    this.all = all
    this.open = openShards(all).map((shard) => ({ start: BigInt(shard.startingHashKey), shard }))
    this.#byIndex = new Map(all.map((shard) => [shard.index, shard]))
  }

  get(index: number): Shard | undefined {
    return this.#byIndex.get(index)
  }

  /** The open shard that holds a hash key. */
  for(hashKey: bigint): Shard | undefined {
    return shardFor(this.open, hashKey)
  }

  /** The shards that came out of one. */
  childrenOf(index: number): Shard[] {
    return this.all.filter(({ parent, adjacentParent }) => parent === index || adjacentParent === index)
  }
}

interface Remembered {
  readonly generation: number
  readonly map: ShardMap
}

/** Streams whose shards are remembered. Ours. */
const rememberedMax = 500

const remembered = new WeakMap<Store, Map<string, Remembered>>()

/** The shards of a stream as its record was read. */
export async function shardsOf({ store }: Pick<Surroundings, 'store'>, stream: Stream): Promise<ShardMap> {
  let known = remembered.get(store)
  if (known === undefined) {
    known = new Map()
    remembered.set(store, known)
  }
  const found = known.get(stream.id)
  if (found?.generation === stream.generation) return found.map
  const { items } = await shardBlocks.list(store, { prefix: [stream.id] })
  const map = new ShardMap(items.flatMap(({ value }) => value.shards))
  if (known.size >= rememberedMax) known.clear()
  known.set(stream.id, { generation: stream.generation, map })
  return map
}

/** Adds to a commit that shards are new or changed, or gone. The commit must check the stream's version as well. */
export async function writeShards(
  commit: Atomic,
  { store }: Pick<Surroundings, 'store'>,
  streamId: string,
  written: readonly Shard[],
  gone: ReadonlySet<number> = new Set(),
): Promise<void> {
  const touched = new Set([...written.map(({ index }) => index), ...gone].map(blockOf))
  for (const block of touched) {
    const stored = await shardBlocks.get(store, [streamId, block])
    const shards = new Map(stored?.value.shards.map((shard) => [shard.index, shard]))
    for (const shard of written) if (blockOf(shard.index) === block) shards.set(shard.index, shard)
    for (const index of gone) shards.delete(index)
    const sorted = [...shards.values()].sort((left, right) => left.index - right.index)
    if (sorted.length > 0) shardBlocks.put(commit, { streamId, block, shards: sorted }, stored)
    else if (stored !== undefined) shardBlocks.remove(commit, stored)
  }
}

function blockOf(index: number): number {
  return Math.floor(index / blockShards)
}
