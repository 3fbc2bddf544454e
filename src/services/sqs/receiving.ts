/** Taking messages out of a queue for a while, without those that are too old or were received too often. */
import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type Message, type Store } from '../../store/index.ts'
import type { KnownQueue } from './directory.ts'
import { commitAttempts } from './limits.ts'
import type { StoredMessage } from './records.ts'
import type { SqsRoom } from './room.ts'

export type ReceivedMessage = Message<StoredMessage>

/** What is wanted. */
export interface Wish {
  readonly max: number
  readonly visibilityMs: number
}

/**
 * Receives what is there now. Messages that are past the queue's retention are dropped on the way, and those that were received too
 * often go to the dead-letter queue, each in one commit.
 */
export async function receiveNow(
  room: SqsRoom,
  surroundings: Pick<Surroundings, 'store' | 'clock' | 'trail'>,
  queue: KnownQueue,
  { max, visibilityMs }: Wish,
): Promise<ReceivedMessage[]> {
  const { store } = surroundings
  for (;;) {
    const leased = await store.receive<StoredMessage>(queue.messages, {
      max,
      leaseMs: visibilityMs,
      // A crash soon after makes them visible again, which a standard queue may do at any time; a FIFO queue's groups stay blocked.
      durable: queue.queue.fifo,
    })
    if (leased.length === 0) return []
    room.inFlight.add(queue, leased.length)
    const wanted = await withoutSpent(room, surroundings, queue, leased)
    // What was leased has all gone elsewhere: there may be more behind it.
    if (wanted.length > 0) return wanted
  }
}

async function withoutSpent(
  room: SqsRoom,
  { store, clock, trail }: Pick<Surroundings, 'store' | 'clock' | 'trail'>,
  queue: KnownQueue,
  leased: ReceivedMessage[],
): Promise<ReceivedMessage[]> {
  const { retentionMs, redrive } = queue.settings
  const horizon = clock.now() - retentionMs
  const expired = leased.filter(({ enqueuedAt }) => enqueuedAt <= horizon)
  const dead =
    redrive === undefined
      ? []
      : leased.filter(
          ({ enqueuedAt, deliveryCount }) => enqueuedAt > horizon && deliveryCount > redrive.receivesMax,
        )
  if (expired.length === 0 && dead.length === 0) return leased
  const kept = leased.filter((message) => !expired.includes(message) && !dead.includes(message))
  await acknowledgeEach(store, expired)
  for (const { value } of expired)
    trail.tell({
      stage: 'dropped',
      event: value.id,
      source: queue.arn,
      detail: 'The retention period is over',
    })
  if (redrive === undefined || dead.length === 0) return kept
  const moved = await bury(room, store, queue, dead)
  // There is no such queue any more: its source keeps them. UNVERIFIED: that AWS goes on to deliver them.
  if (moved === undefined) return leased.filter((message) => !expired.includes(message))
  for (const { value } of moved)
    trail.tell({ stage: 'dead-letter', event: value.id, source: queue.arn, target: redrive.targetArn })
  return kept
}

/** Moves messages to the dead-letter queue; answers which. Undefined when there is no such queue. */
async function bury(
  room: SqsRoom,
  store: Store,
  source: KnownQueue,
  dead: readonly ReceivedMessage[],
): Promise<readonly ReceivedMessage[] | undefined> {
  const { redrive } = source.settings
  if (redrive === undefined) return undefined
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const target = await room.directory.find(redrive.target)
    if (target === undefined) return undefined
    const commit = atomic(store).check(target.recordKey, target.stored.version)
    for (const message of dead) {
      commit.acknowledge(message.receipt)
      putMoved(commit, target, message, buried(message, source.arn))
    }
    const result = await commit.commit()
    if (result.ok) {
      room.metrics.touched(target)
      return dead
    }
    if (result.failed === 0) room.directory.forget()
    // Somebody else has one of them by now, as visibility was 0, say: that receiver's count decides.
    else return buryEach(store, target, source.arn, dead)
  }
  return []
}

async function buryEach(
  store: Store,
  target: KnownQueue,
  sourceArn: string,
  dead: readonly ReceivedMessage[],
): Promise<readonly ReceivedMessage[]> {
  const moved: ReceivedMessage[] = []
  for (const message of dead) {
    const commit = atomic(store).check(target.recordKey, target.stored.version).acknowledge(message.receipt)
    putMoved(commit, target, message, buried(message, sourceArn))
    if ((await commit.commit()).ok) moved.push(message)
  }
  return moved
}

/**
 * A FIFO queue's message has its own id for its deduplication id from then on. Source: SQS Developer Guide, "Learn how to configure a
 * dead-letter queue redrive". UNVERIFIED: that the count of receipts goes on in the dead-letter queue.
 */
function buried({ value, deliveryCount }: ReceivedMessage, sourceArn: string): StoredMessage {
  return {
    ...value,
    ...(value.deduplicationId === undefined ? {} : { deduplicationId: value.id }),
    deadLetterSource: sourceArn,
    receivedBefore: (value.receivedBefore ?? 0) + deliveryCount - 1,
  }
}

/**
 * Puts a message of one queue into another. Source: "Using dead-letter queues in Amazon SQS": in standard queues it stays as old as it
 * is; in FIFO queues its age begins anew.
 */
function putMoved(commit: Atomic, target: KnownQueue, message: ReceivedMessage, value: StoredMessage): void {
  commit.enqueue(
    target.messages,
    value,
    target.queue.fifo
      ? { ...(value.group === undefined ? {} : { group: value.group }) }
      : { enqueuedAt: message.enqueuedAt },
  )
}

async function acknowledgeEach(store: Store, messages: readonly ReceivedMessage[]): Promise<void> {
  await Promise.all(messages.map(({ receipt }) => atomic(store).acknowledge(receipt).commit()))
}
