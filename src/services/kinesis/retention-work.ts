/**
 * Removes records that are older than their stream keeps them, and closed shards that have none left. Readers leave such
 * records out from the instant on at which they expire; this work, which comes within the hour, takes them away.
 * Source: Developer Guide, "Change the data retention period".
 */
import { partitionOf } from '../../aws/identifiers.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { atomic, type Key, type Stored } from '../../store/index.ts'
import { horizonOf, logOf } from './reading.ts'
import { type Stream, streams } from './records.ts'
import { shardsOf, writeShards } from './shard-map.ts'
import { streamArn } from './streams.ts'

/** Unit: milliseconds between two rounds. Ours: only disk space depends on it. */
export const retentionRoundMs = 3_600_000

/** One round over all streams. */
export async function removeExpired(
  surroundings: Pick<Surroundings, 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  const { store } = surroundings
  let after: Key | undefined
  do {
    const page = await streams.list(store, { limit: 100, ...(after === undefined ? {} : { after }) })
    for (const stored of page.items) {
      signal.throwIfAborted()
      if (stored.value.status === 'ACTIVE') await trimStream(surroundings, stored)
    }
    after = page.next
  } while (after !== undefined)
}

async function trimStream(
  surroundings: Pick<Surroundings, 'store' | 'clock'>,
  stored: Stored<Stream>,
): Promise<void> {
  const { store, clock } = surroundings
  const stream = stored.value
  const arn = streamArn({ partition: partitionOf(stream.region) }, stream)
  const horizon = horizonOf(stream, clock.now())
  const gone = new Set<number>()
  const commit = atomic(store)
  for (const shard of (await shardsOf(surroundings, stream)).all) {
    const log = logOf(arn, shard)
    if (shard.closedAt !== undefined && shard.closedAt < horizon) {
      gone.add(shard.index)
      commit.trim(log)
      continue
    }
    const { first, next } = await store.logBounds(log)
    if (first === next) continue
    const [kept] = await store.readLog(log, { fromAt: horizon, limit: 1 })
    const before = kept?.sequence ?? next
    if (before > first) commit.trim(log, before)
  }
  if (gone.size > 0) {
    await writeShards(commit, surroundings, stream.id, [], gone)
    streams.put(commit, { ...stream, generation: stream.generation + 1 }, stored)
  }
  // What another request changed meanwhile waits for the next round.
  if (commit.changes.length > 0) await commit.commit()
}
