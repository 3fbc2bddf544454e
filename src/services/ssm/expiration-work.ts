/**
 * Removes parameters when their Expiration policy says so. Every reader takes an expired parameter as absent from that
 * instant on; this work, which may come later, takes the record away with its versions, so that a secret that has
 * expired is not kept. It waits for the queue to have something due, on the server's clock.
 */
import type { Timer } from '../../base/clock.ts'
import type { BackgroundWork, Surroundings } from '../../dispatch/index.ts'
import type { Message } from '../../store/index.ts'
import { commitChange, isLive, removeParameter } from './parameters.ts'
import { type Expiration, expirations, parameters } from './records.ts'

/** Unit: milliseconds. Longer than handling a batch can take; after it another node tries. */
const leaseMs = 60_000

/** Unit: messages taken at once. */
const batchCount = 20

/** Begins the work. */
export async function startExpirations(surroundings: Surroundings): Promise<BackgroundWork> {
  const { store, clock, logger } = surroundings
  let stopped = false
  let timer: Timer | undefined
  let running = Promise.resolve()
  let asked = false

  const wake = () => {
    if (stopped || asked) return
    asked = true
    running = running.then(round)
  }
  const round = async () => {
    asked = false
    timer?.cancel()
    try {
      while (!stopped) {
        await removeDue(surroundings)
        const next = await store.nextDeliveryAt(expirations)
        if (stopped || next === undefined) return
        // Time may have gone on meanwhile; what is due by now is not left to a timer.
        if (next <= clock.now()) continue
        timer = clock.setTimer(next, wake)
        return
      }
    } catch (error) {
      logger.error('Expired parameters could not be removed; this is tried again.', { error })
      timer = clock.setTimer(clock.now() + leaseMs, wake)
    }
  }

  const unsubscribe = store.subscribe({ type: 'queue', queue: expirations }, wake)
  wake()
  return {
    async stop() {
      stopped = true
      unsubscribe()
      timer?.cancel()
      await running
    },
  }
}

/** Removes what is due now. */
export async function removeDue(surroundings: Surroundings): Promise<void> {
  for (;;) {
    const due = await surroundings.store.receive<Expiration>(expirations, { max: batchCount, leaseMs })
    if (due.length === 0) return
    for (const message of due) await remove(surroundings, message)
  }
}

async function remove(surroundings: Surroundings, message: Message<Expiration>): Promise<void> {
  const { accountId, region, path } = message.value
  await commitChange(surroundings, async (commit) => {
    const stored = await parameters.get(surroundings.store, [accountId, region, path])
    // A later version may have another end, with a message of its own.
    if (stored !== undefined && !isLive(stored.value, surroundings.clock.now())) {
      await removeParameter(commit, surroundings, stored)
    }
    commit.acknowledge(message.receipt)
  })
}
