/** How many bytes a group stores: the sum of its feed, whose beginning is folded into one record from time to time. */
import type { Surroundings } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { type FeedEntry, feedKey, type StoredBytes, storedBytesKey } from './records.ts'

type Reading = Pick<Surroundings, 'store'>

/** So many entries stay in the feed, for those who follow it. */
const keptCount = 512

/** A fold is tried after so many entries. */
export const foldEvery = 128

/** Unit: bytes, with 26 for each event. */
export async function readStoredBytes({ store }: Reading, groupId: string): Promise<number> {
  // The entries first: one that is folded meanwhile is then known from the record to be in it already.
  const entries = await store.readLog<FeedEntry>(feedKey(groupId), { limit: 1_000_000 })
  const folded = await store.get<StoredBytes>(storedBytesKey(groupId))
  const { bytes, upTo } = folded?.value ?? { bytes: 0, upTo: 0 }
  const fresh = entries.filter(({ sequence }) => sequence > upTo)
  return Math.max(
    0,
    fresh.reduce((sum, { value }) => sum + value.bytes, bytes),
  )
}

/** Folds all but the last entries. Somebody else's fold at the same time makes this one do nothing. */
export async function foldFeed({ store }: Reading, groupId: string): Promise<void> {
  const log = feedKey(groupId)
  const [{ first, next }, folded] = await Promise.all([
    store.logBounds(log),
    store.get<StoredBytes>(storedBytesKey(groupId)),
  ])
  const end = next - keptCount
  if (end <= first) return
  const entries = await store.readLog<FeedEntry>(log, { from: first, to: end - 1, limit: end - first })
  const { bytes, upTo } = folded?.value ?? { bytes: 0, upTo: 0 }
  const sum = entries.reduce(
    (total, { sequence, value }) => (sequence > upTo ? total + value.bytes : total),
    bytes,
  )
  const value: StoredBytes = { bytes: sum, upTo: end - 1 }
  await atomic(store)
    .check(storedBytesKey(groupId), folded?.version ?? null)
    .set(storedBytesKey(groupId), value)
    .trim(log, end)
    .commit()
}
