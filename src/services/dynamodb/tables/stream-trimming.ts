/**
 * Removes what streams have kept for a day. Readers leave it out from that instant on; this takes it off the disk, and streams
 * that were turned off a day ago with it.
 * Source: Developer Guide, "Change data capture for DynamoDB Streams", "Data retention limit for DynamoDB Streams".
 */
import { shardLog, shardsRecord, streamRetentionMs, tableStreams } from '../../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { atomic, type Key, type Store } from '../../../store/index.ts'

/** Unit: milliseconds. Ours: only disk space depends on it. */
export const streamTrimMs = 4 * 3_600_000

export async function trimStreams(
  { store, clock }: Pick<BackgroundSurroundings, 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  const before = clock.now() - streamRetentionMs
  let after: Key | undefined
  for (;;) {
    const page = await tableStreams.list(store, { limit: 100, ...(after === undefined ? {} : { after }) })
    for (const stored of page.items) {
      signal.throwIfAborted()
      const { arn, shardIds, disabledAt } = stored.value
      if (disabledAt !== undefined && disabledAt < before) {
        const commit = atomic(store)
        tableStreams.remove(commit, stored)
        for (const shardId of shardIds) commit.trim(shardLog(arn, shardId))
        await commit.delete(shardsRecord(arn)).commit()
      } else {
        for (const shardId of shardIds) await trimShard(store, shardLog(arn, shardId), before)
      }
    }
    if (page.next === undefined) return
    after = page.next
  }
}

async function trimShard(store: Store, log: Key, before: number): Promise<void> {
  // First where it ends: what is appended from here on stays.
  const { next } = await store.logBounds(log)
  const [kept] = await store.readLog(log, { fromAt: before, limit: 1 })
  await atomic(store)
    .trim(log, kept?.sequence ?? next)
    .commit()
}
