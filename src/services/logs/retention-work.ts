/**
 * Removes events that are older than their group keeps them. Readers leave them out from the instant on at which they
 * expire; this work, which comes within the hour, takes them away and out of the sum of stored bytes.
 * Source: API Reference, PutRetentionPolicy (AWS may take 72 hours).
 */
import type { Timer } from '../../base/clock.ts'
import { randomHex } from '../../base/random.ts'
import type { BackgroundWork, Surroundings } from '../../dispatch/index.ts'
import type { Key } from '../../store/index.ts'
import { retentionStart } from './domain/retention.ts'
import { type Group, groups } from './records.ts'
import { removeGroupChunks } from './removal-work.ts'

/** Unit: milliseconds between two rounds. Chosen. */
const roundMs = 3_600_000

/** One node at a time goes round. */
const leaseName: Key = ['logs.retention-round']
const leaseMs = 600_000

export function startRetention(surroundings: Surroundings): BackgroundWork {
  const { clock, logger } = surroundings
  let stopped = false
  let timer: Timer | undefined
  let running = Promise.resolve()

  const round = async () => {
    try {
      await removeExpired(surroundings, () => stopped)
    } catch (error) {
      logger.error('Expired log events could not be removed. This is tried again.', { error })
    }
    arm()
  }
  const arm = () => {
    if (stopped) return
    timer = clock.setTimer(clock.now() + roundMs, () => {
      running = round()
    })
  }
  running = round()
  return {
    async stop() {
      stopped = true
      timer?.cancel()
      await running
    },
  }
}

/** One round over all groups that do not keep events for ever. */
export async function removeExpired(
  { store, clock, random }: Surroundings,
  ended: () => boolean = () => false,
): Promise<void> {
  const holder = randomHex(random, 8)
  const lease = await store.acquireLease(leaseName, holder, leaseMs)
  if (lease === undefined) return
  try {
    let after: Key | undefined
    do {
      const page = await groups.listBy(store, 'retained', after === undefined ? {} : { after })
      for (const { value } of page.items) {
        if (ended()) return
        await removeExpiredOf({ store }, value, clock.now())
      }
      after = page.next
    } while (after !== undefined)
  } finally {
    await store.releaseLease(lease)
  }
}

async function removeExpiredOf(
  { store }: Pick<Surroundings, 'store'>,
  { id, retentionInDays }: Group,
  now: number,
): Promise<void> {
  const start = retentionStart(retentionInDays, now)
  if (start !== undefined) await removeGroupChunks({ store }, id, start)
}
