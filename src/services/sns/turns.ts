/** `maxReceivesPerSecond` of delivery policies: requests to one subscription keep their distance, on all nodes together. */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { atomic, type Key } from '../../store/index.ts'
import { commitAttempts } from './limits.ts'
import type { Delivery } from './records.ts'

/** Turns of a subscription that nobody took for so long are forgotten. Unit: milliseconds. */
const keptMs = 60_000

/** When a delivery may be made, if not now; that turn is then its own. Unit: milliseconds since the epoch. */
export async function takeTurn(
  { store, clock }: Pick<BackgroundSurroundings, 'store' | 'clock'>,
  delivery: Delivery,
  perSecond: number | undefined,
): Promise<number | undefined> {
  if (perSecond === undefined || delivery.hasTurn) return undefined
  const key: Key = ['sns.turns', delivery.topicId, delivery.subscriptionId]
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const now = clock.now()
    const last = await store.get<number>(key)
    const at = Math.max(now, last?.value ?? 0)
    const next = at + 1000 / perSecond
    const commit = atomic(store)
      .check(key, last?.version ?? null)
      .set(key, next, { expiresAt: Math.ceil(next) + keptMs })
    if ((await commit.commit()).ok) return at <= now ? undefined : Math.ceil(at)
  }
  return clock.now() + Math.ceil(1000 / perSecond)
}
