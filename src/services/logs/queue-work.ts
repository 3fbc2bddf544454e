import { type BackoffPolicy, backoffMs } from '../../base/backoff.ts'
import type { Timer } from '../../base/clock.ts'
import type { BackgroundWork, Surroundings } from '../../dispatch/index.ts'
import { atomic, type Key, type Message } from '../../store/index.ts'

/** Work that waits in a queue. */
export interface QueueWork<T> {
  readonly queue: Key
  /** What the log says when it fails: `... This is tried again.` */
  readonly name: string
  /** Does the work and acknowledges the message, in whatever commits that takes. */
  readonly handle: (message: Message<T>) => Promise<void>
}

/** Unit: milliseconds. Longer than handling a batch can take; after it another node tries. */
const leaseMs = 60_000

/** Unit: messages taken at once. */
const batchCount = 16

const retry: BackoffPolicy = { firstMs: 1_000, longestMs: 300_000, factor: 2 }

/** What fails for a day is dropped. Source: User Guide, "Log group-level subscription filters" ("retries for up to 24 hours"). */
const longestTryingMs = 86_400_000

/** Handles what comes into a queue, until it is stopped. */
export function startQueueWork<T>(surroundings: Surroundings, work: QueueWork<T>): BackgroundWork {
  const { store, clock, logger } = surroundings
  let stopped = false
  let timer: Timer | undefined
  let running = Promise.resolve()
  let asked = false

  const wake = () => {
    timer?.cancel()
    if (stopped || asked) return
    asked = true
    running = running.then(round)
  }
  const round = async () => {
    asked = false
    if (stopped) return
    try {
      await handleDue(surroundings, work, () => stopped)
      const next = await store.nextDeliveryAt(work.queue)
      if (!stopped && !asked && next !== undefined) timer = clock.setTimer(next, wake)
    } catch (error) {
      logger.error(`${work.name} could not go on. This is tried again.`, { error })
      if (!stopped) timer = clock.setTimer(clock.now() + retry.firstMs, wake)
    }
  }

  const unsubscribe = store.subscribe({ type: 'queue', queue: work.queue }, wake)
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

async function handleDue<T>(
  surroundings: Surroundings,
  work: QueueWork<T>,
  ended: () => boolean,
): Promise<void> {
  while (!ended()) {
    const due = await surroundings.store.receive<T>(work.queue, { max: batchCount, leaseMs })
    if (due.length === 0) return
    for (const message of due) await handleOne(surroundings, work, message)
  }
}

async function handleOne<T>(
  surroundings: Surroundings,
  work: QueueWork<T>,
  message: Message<T>,
): Promise<void> {
  const { store, clock, logger, random } = surroundings
  try {
    await work.handle(message)
  } catch (error) {
    const now = clock.now()
    const tooLong = now - message.firstDeliveredAt >= longestTryingMs
    logger.warn(`${work.name} failed. ${tooLong ? 'This is given up.' : 'This is tried again.'}`, {
      error,
      deliveryCount: message.deliveryCount,
    })
    const change = atomic(store)
    if (tooLong) change.acknowledge(message.receipt)
    else change.release(message.receipt, now + backoffMs(retry, message.deliveryCount, random))
    // When the lease is gone, somebody else has the message.
    await change.commit()
  }
}
