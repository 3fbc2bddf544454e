/**
 * Which delivery of a message is which attempt. The store counts deliveries, so an attempt during which the node died
 * counts. A delivery that was put back before the work began, or because the server stopped, must not; how many those were
 * is kept in a record for as long as the message needs it.
 */
import type { Change, Key, Message, Store } from '../store/index.ts'
import { uncountedKeptMs } from './limits.ts'

export interface Attempt {
  /** 1 the first. */
  readonly attempt: number
  /** Deliveries before this one that were no attempts. */
  readonly uncounted: number
}

export async function readAttempt(store: Store, message: Message<unknown>): Promise<Attempt> {
  if (message.deliveryCount === 1) return { attempt: 1, uncounted: 0 }
  const entry = await store.get<number>(uncountedKey(message))
  const uncounted = entry?.value ?? 0
  return { attempt: Math.max(1, message.deliveryCount - uncounted), uncounted }
}

/** Ends the message. */
export function acknowledgement(message: Message<unknown>, { uncounted }: Attempt): readonly Change[] {
  const acknowledge: Change = { type: 'acknowledge', receipt: message.receipt }
  return uncounted === 0 ? [acknowledge] : [acknowledge, { type: 'delete', key: uncountedKey(message) }]
}

/** Lets go of the message as if it had not been delivered. */
export async function putBack(store: Store, message: Message<unknown>, now: number): Promise<void> {
  const { uncounted } = await readAttempt(store, message)
  await store.commit([
    { type: 'release', receipt: message.receipt },
    { type: 'set', key: uncountedKey(message), value: uncounted + 1, expiresAt: now + uncountedKeptMs },
  ])
}

function uncountedKey({ id }: Message<unknown>): Key {
  return ['jobs.uncounted', id]
}
