import type { Surroundings } from '../../dispatch/index.ts'
import { atomic, type Key } from '../../store/index.ts'
import { type KnownQueue, knownQueue } from './directory.ts'
import { queues } from './records.ts'

/** Queues that are looked at together. */
const pageQueues = 100

/**
 * Drops the messages of a queue that are past its retention period, in whatever state they are. Source: API Reference,
 * SetQueueAttributes: a changed period holds for messages that are there, too.
 */
export async function dropExpired(
  { store, clock }: Pick<Surroundings, 'store' | 'clock'>,
  { messages, settings }: KnownQueue,
): Promise<void> {
  const oldest = await store.oldestEnqueuedAt(messages)
  const horizon = clock.now() - settings.retentionMs
  if (oldest === undefined || oldest > horizon) return
  await atomic(store)
    .purge(messages, horizon + 1)
    .commit()
}

/** Does so for all queues, so that those that nobody reads do not grow for ever. */
export async function dropAllExpired(
  surroundings: Pick<Surroundings, 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  let after: Key | undefined
  do {
    signal.throwIfAborted()
    const page = await queues.list(surroundings.store, {
      limit: pageQueues,
      ...(after === undefined ? {} : { after }),
    })
    for (const stored of page.items) await dropExpired(surroundings, knownQueue(stored))
    after = page.next
  } while (after !== undefined)
}
