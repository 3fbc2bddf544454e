/**
 * Removes what deleted groups and streams held, a few hundred pieces a commit, so that a large group holds nobody up.
 * Whatever a stop interrupts goes on when the message comes again.
 */
import type { Surroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Entry, type Key, type Store } from '../../store/index.ts'
import {
  type ChunkEntry,
  type ChunkId,
  chunkKey,
  type FeedEntry,
  feedKey,
  groupEntries,
  groupEntryKey,
  metricFilters,
  type Removal,
  readGroupEntry,
  readStreamEntry,
  removedStreams,
  storedBytesKey,
  streamEntries,
  streamEntryKey,
  streams,
  subscriptionFilters,
} from './records.ts'

/** Pieces or records removed in one commit. */
const stepCount = 250

/** Handles the queue of removals. */
export function removalHandler({ store }: Pick<Surroundings, 'store'>): JobHandler<Removal> {
  return async (message, { signal }) => {
    const { groupId, streamId } = message.value
    const end = atomic(store)
    if (streamId !== undefined) {
      await removeStreamChunks({ store, signal }, groupId, streamId)
      return end.delete([...removedStreams(groupId), streamId])
    }
    await removeGroupChunks({ store, signal }, groupId)
    await removeRecords({ store, signal }, groupId)
    return end.delete(storedBytesKey(groupId)).trim(feedKey(groupId)).deleteRange(removedStreams(groupId))
  }
}

/** Where to remove, and when to stop. */
interface Removing {
  readonly store: Store
  readonly signal: AbortSignal
}

/**
 * Removes the pieces of a group that end before an instant; all of them without one. Unit: milliseconds since the
 * epoch. Returns how many went.
 */
export async function removeGroupChunks(
  { store, signal }: Removing,
  groupId: string,
  before?: number,
): Promise<number> {
  const prefix = groupEntries(groupId)
  let count = 0
  let after: { after?: Key } = {}
  for (;;) {
    signal.throwIfAborted()
    const entries = await store.list<ChunkEntry>({
      prefix,
      limit: stepCount,
      ...(before === undefined ? {} : { end: [...prefix, before] }),
      ...after,
    })
    const last = entries.at(-1)
    if (last === undefined) return count
    after = { after: last.key }
    const gone = entries.filter(({ value }) => before === undefined || value.to < before)
    if (gone.length === 0) continue
    const step = atomic(store)
    for (const entry of gone) removeChunk(step, groupId, entry, readGroupEntry(entry.key))
    const removed: FeedEntry = { bytes: -gone.reduce((sum, { value }) => sum + value.bytes, 0) }
    if ((await step.append(feedKey(groupId), removed).commit()).ok) count += gone.length
  }
}

async function removeStreamChunks(
  { store, signal }: Removing,
  groupId: string,
  streamId: string,
): Promise<void> {
  const prefix = streamEntries(groupId, streamId)
  for (;;) {
    signal.throwIfAborted()
    const entries = await store.list<ChunkEntry>({ prefix, limit: stepCount })
    if (entries.length === 0) return
    const step = atomic(store)
    for (const entry of entries) removeChunk(step, groupId, entry, readStreamEntry(entry.key, entry.value))
    const removed: FeedEntry = { bytes: -entries.reduce((sum, { value }) => sum + value.bytes, 0) }
    await step.append(feedKey(groupId), removed).commit()
  }
}

/** Two nodes that remove the same piece must not both count it: the commit fails when its entry is gone already. */
function removeChunk(step: Atomic, groupId: string, { key, version }: Entry<ChunkEntry>, id: ChunkId): void {
  step.check(key, version)
  step.delete(chunkKey(groupId, id)).delete(streamEntryKey(groupId, id)).delete(groupEntryKey(groupId, id))
}

/** Streams and filters of a group. */
async function removeRecords({ store, signal }: Removing, groupId: string): Promise<void> {
  for (const kind of [streams, metricFilters, subscriptionFilters] as const) {
    for (;;) {
      signal.throwIfAborted()
      const { items } = await kind.list(store, { prefix: [groupId], limit: stepCount })
      if (items.length === 0) break
      const step = atomic(store)
      // Each kind lists its own records.
      for (const stored of items) kind.remove(step, stored as never)
      await step.commit()
    }
  }
}
