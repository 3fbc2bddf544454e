/** Counting parameters by tier, which their quotas need. */
import type { Atomic, Store } from '../../store/index.ts'
import type { Tier } from './domain/tier.ts'
import { countPartCount, counts, type Home } from './records.ts'

/** How many parameters of each tier an account has in a region. */
export async function countParameters(store: Store, home: Home): Promise<Record<Tier, number>> {
  const page = await counts.list(store, { prefix: [home.accountId, home.region] })
  const total = { Standard: 0, Advanced: 0 }
  for (const { value } of page.items) {
    total.Standard += value.Standard
    total.Advanced += value.Advanced
  }
  return total
}

/**
 * Adds to a commit that a parameter changed its tier, came (no `before`) or went (no `after`). Two such commits can meet
 * at one count, and the later then fails as any conflict does.
 */
export async function recount(
  commit: Atomic,
  store: Store,
  home: Home,
  path: string,
  before: Tier | undefined,
  after: Tier | undefined,
): Promise<void> {
  if (before === after) return
  const { accountId, region } = home
  const part = partOf(path)
  const stored = await counts.get(store, [accountId, region, part])
  const next = { Standard: stored?.value.Standard ?? 0, Advanced: stored?.value.Advanced ?? 0 }
  if (before !== undefined) next[before] -= 1
  if (after !== undefined) next[after] += 1
  counts.put(commit, { accountId, region, part, ...next }, stored)
}

/** A small hash, so that neighbours in a hierarchy count in different parts. */
function partOf(path: string): number {
  let hash = 0
  for (let index = 0; index < path.length; index++) hash = (Math.imul(hash, 31) + path.charCodeAt(index)) | 0
  return (hash >>> 0) % countPartCount
}
