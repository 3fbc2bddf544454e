/**
 * Receive attempts of FIFO queues: who asks again with the same ReceiveRequestAttemptId gets the same messages once more, as long as
 * none of them has changed. Source: API Reference, ReceiveMessage, "ReceiveRequestAttemptId".
 */
import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import type { KnownQueue } from './directory.ts'
import { readReceiptHandle } from './domain/receipt-handles.ts'
import { invalidValue } from './errors.ts'
import { deduplicationMs } from './limits.ts'
import type { ReceivedMessage, Wish } from './receiving.ts'
import { type Attempt, attemptKey, type StoredMessage } from './records.ts'

/** Messages with their handles. */
export interface Received {
  readonly messages: readonly ReceivedMessage[]
  readonly handles: readonly string[]
}

/** Fails with InvalidParameterValue for an id that cannot be one. Standard queues take no notice of it. */
export function checkAttemptId(id: string | undefined, fifo: boolean): string | undefined {
  if (id === undefined || !fifo) return undefined
  if (/^[!-~]{1,128}$/.test(id)) return id
  throw invalidValue(
    id,
    'ReceiveRequestAttemptId',
    'ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
  )
}

export async function rememberAttempt(
  { store, clock }: OperationContext,
  { queue }: KnownQueue,
  attemptId: string,
  handles: readonly string[],
): Promise<void> {
  const attempt: Attempt = { handles: [...handles] }
  await atomic(store)
    .set(attemptKey(queue.queueId, attemptId), attempt, { expiresAt: clock.now() + deduplicationMs })
    .commit()
}

/**
 * The messages of an earlier attempt, whose visibility timeout begins anew. Undefined when there was none, or a message has been
 * deleted, or its visibility changed: then the request is one like any other. UNVERIFIED: AWS may refuse it instead.
 */
export async function repeatAttempt(
  { store, clock }: OperationContext,
  { queue, messages }: KnownQueue,
  attemptId: string,
  { visibilityMs }: Wish,
): Promise<Received | undefined> {
  const entry = await store.get<Attempt>(attemptKey(queue.queueId, attemptId))
  if (entry === null) return undefined
  const found: ReceivedMessage[] = []
  const commit = atomic(store)
  const until = clock.now() + visibilityMs
  for (const handle of entry.value.handles) {
    const read = readReceiptHandle(handle)
    const message = read && (await store.findMessage<StoredMessage>(messages, read.id))
    if (read === undefined || message?.state !== 'leased') return undefined
    const { id, value, enqueuedAt, deliveryCount, firstDeliveredAt = enqueuedAt } = message
    const receipt = { queue: messages, id, lease: read.lease }
    commit.extend(receipt, until)
    found.push({ queue: messages, id, value, enqueuedAt, deliveryCount, firstDeliveredAt, receipt })
  }
  return (await commit.commit()).ok ? { messages: found, handles: entry.value.handles } : undefined
}
