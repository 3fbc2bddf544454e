/** How much an archive holds: the sum of its feed. Appending to the feed meets no other request. */
import type { Store } from '../../store/index.ts'
import { atomic } from '../../store/index.ts'
import { archiveFeed, archiveSumKey } from './records.ts'

/** Events, and what they count in bytes. */
export interface ArchiveSum {
  readonly count: number
  readonly bytes: number
}

/** Feed entries that are read one by one; more are folded into the sum. Ours. */
const foldFrom = 200

type Kept = { readonly count: number; readonly bytes: number; readonly upTo: number }

export async function archiveSum(store: Store, archiveId: string): Promise<ArchiveSum> {
  const key = archiveSumKey(archiveId)
  const feed = archiveFeed(archiveId)
  for (;;) {
    const stored = await store.get<Kept>(key)
    const before = stored?.value ?? { count: 0, bytes: 0, upTo: 0 }
    const entries = await store.readLog<ArchiveSum>(feed, { from: before.upTo + 1, limit: 1_000 })
    const next = entries.reduce(
      (sum, { sequence, value }) => ({
        count: sum.count + value.count,
        bytes: sum.bytes + value.bytes,
        upTo: sequence,
      }),
      before,
    )
    if (entries.length >= foldFrom) {
      const commit = atomic(store).check(key, stored?.version ?? null)
      await commit
        .set(key, next)
        .trim(feed, next.upTo + 1)
        .commit()
    }
    if (entries.length < 1_000) return { count: next.count, bytes: next.bytes }
  }
}
