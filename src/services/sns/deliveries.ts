/**
 * Brings messages to subscriptions. What fails is tried again: the next try is a new message, in the commit that ends this one, but
 * for FIFO topics, whose deliveries hold up those behind them. What is given up goes to the subscription's dead-letter queue, or
 * nowhere.
 */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler, RunningJob } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { queueOf } from './delivering.ts'
import type { KnownTopic } from './directory.ts'
import { effectivePolicy, retryDelayMs as httpRetryDelayMs } from './domain/delivery-policy.ts'
import { isHttp } from './domain/endpoints.ts'
import { subscriptionArn, topicArn } from './domain/names.ts'
import { retryDelayMs } from './domain/retries.ts'
import { deadLetterArnOf } from './domain/subscription-attributes.ts'
import { openNotification } from './encryption.ts'
import {
  type DeadLetter,
  type Delivery,
  deadLetterQueue,
  type Kept,
  messageKey,
  type Subscription,
  subscriptions,
} from './records.ts'
import type { SnsRoom } from './room.ts'
import { type Outcome, queueInput, type Sending, send } from './sending.ts'
import { addStatusLog } from './status-logs.ts'
import { takeTurn } from './turns.ts'

/** What a handler works with. */
interface Work {
  readonly room: SnsRoom
  readonly surroundings: BackgroundSurroundings
  readonly delivery: Delivery
  readonly known: KnownTopic
  readonly sending: Sending
}

/** Handles the queues of deliveries from standard topics. */
export function deliveryHandler(room: SnsRoom, surroundings: BackgroundSurroundings): JobHandler<Delivery> {
  return async ({ value: delivery }, job) => {
    const work = await prepare(room, surroundings, delivery)
    if (!work) return undefined
    const { store, clock } = surroundings
    const waitUntil = await takeTurn(surroundings, delivery, policyOf(work).maxReceivesPerSecond)
    if (waitUntil !== undefined)
      return atomic(store).enqueue(
        queueOf(delivery),
        { ...delivery, hasTurn: true },
        { deliverAt: waitUntil },
      )
    const { hasTurn: _hadTurn, ...rest } = delivery
    const outcome = await sendOnce(work, job)
    if (outcome.ok) return afterSuccess(work, outcome)
    const failures = delivery.failures + 1
    const delay = outcome.final
      ? undefined
      : isHttp(delivery.protocol)
        ? httpRetryDelayMs(policyOf(work).retry, failures)
        : retryDelayMs(failures)
    if (delay === undefined) return giveUp(work, outcome)
    tell(work, 'retrying', outcome.reason)
    return atomic(store).enqueue(queueOf(delivery), { ...rest, failures }, { deliverAt: clock.now() + delay })
  }
}

/** Handles the queue of deliveries from FIFO topics: what fails is the first of its group until it is given up. */
export function orderedDeliveryHandler(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
): JobHandler<Delivery> {
  return async ({ value: delivery }, job) => {
    const work = await prepare(room, surroundings, delivery)
    if (!work) return undefined
    const outcome = await sendOnce(work, job)
    if (outcome.ok) return afterSuccess(work, outcome)
    if (outcome.final) return giveUp(work, outcome)
    tell(work, 'retrying', outcome.reason)
    throw new Error(outcome.reason)
  }
}

/** What becomes of a delivery from a FIFO topic that failed for too long. */
export async function giveUpOrdered(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  delivery: Delivery,
  failure: unknown,
): Promise<Atomic | undefined> {
  const work = await prepare(room, surroundings, delivery)
  const reason = failure instanceof Error ? failure.message : String(failure)
  return work && giveUp(work, { ok: false, final: true, status: 500, reason })
}

/** Undefined: there is nobody any more who wants it. */
async function prepare(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  delivery: Delivery,
): Promise<Work | undefined> {
  const { store, trail } = surroundings
  const { topic, topicId, subscriptionId, messageId } = delivery
  const known = await room.directory.find(topic)
  const stored = await subscriptions.get(store, [topicId, subscriptionId])
  const kept = delivery.notification ?? (await store.get<Kept>(messageKey(messageId)))?.value
  if (known?.topic.topicId !== topicId || stored?.value.state !== 'confirmed' || !kept) {
    trail.tell({
      stage: 'dropped',
      event: messageId,
      source: topicArn(topic),
      target: subscriptionArn(topic, subscriptionId),
      detail: 'there is no such subscription any more',
    })
    return undefined
  }
  const notification = await openNotification(room, topic, kept)
  const topicPolicy = known.topic.attributes.DeliveryPolicy
  const sending = { subscription: stored.value, notification, topicPolicy }
  return { room, surroundings, delivery, known, sending }
}

/** Fails when the job is over before the try is. */
async function sendOnce({ room, surroundings, sending }: Work, { signal }: RunningJob): Promise<Outcome> {
  const outcome = await send(room, surroundings, sending, signal)
  if (!outcome.ok) signal.throwIfAborted()
  return outcome
}

function policyOf({ sending: { subscription, topicPolicy } }: Work): ReturnType<typeof effectivePolicy> {
  return effectivePolicy(topicPolicy, subscription.attributes.DeliveryPolicy)
}

function afterSuccess(work: Work, outcome: Outcome): Atomic | undefined {
  tell(work, 'delivered')
  const commit = atomic(work.surroundings.store)
  addStatusLog(commit, work.surroundings, work.known.topic, work.sending, work.delivery.deliveryId, outcome)
  return commit
}

async function giveUp(work: Work, outcome: Outcome & { readonly ok: false }): Promise<Atomic | undefined> {
  const { room, surroundings, sending, delivery, known } = work
  const { store, logger } = surroundings
  const { subscription } = sending
  const queueArn = deadLetterArnOf(subscription.attributes)
  const arn = subscriptionArn(subscription.topic, subscription.id)
  const facts = { subscriptionArn: arn, messageId: delivery.messageId, reason: outcome.reason }
  const commit = atomic(store)
  addStatusLog(commit, surroundings, known.topic, sending, delivery.deliveryId, outcome)
  if (queueArn === undefined) {
    logger.warn('A message could not be delivered and is dropped', facts)
    tell(work, 'dropped', outcome.reason)
    return commit
  }
  logger.warn('A message could not be delivered and goes to the dead-letter queue', { ...facts, queueArn })
  tell(work, 'dead-letter', outcome.reason, queueArn)
  const letter: DeadLetter = {
    topic: subscription.topic,
    subscriptionId: subscription.id,
    messageId: delivery.messageId,
    queueArn,
    input: await deadLetterInput(room, surroundings, sending, queueArn),
  }
  return commit.enqueue(deadLetterQueue, letter)
}

/** As the endpoint would have had it; for a function, as a queue would. */
async function deadLetterInput(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  sending: Sending,
  queueArn: string,
): Promise<DeadLetter['input']> {
  const { subscription } = sending
  const asQueue: Subscription =
    subscription.protocol === 'sqs' ? subscription : { ...subscription, endpoint: queueArn }
  return queueInput(room, surroundings, { ...sending, subscription: asQueue })
}

function tell(
  { surroundings: { trail }, delivery, sending: { subscription } }: Work,
  stage: 'delivered' | 'retrying' | 'dead-letter' | 'dropped',
  detail?: string,
  target: string = subscription.endpoint,
): void {
  trail.tell({
    stage,
    event: delivery.messageId,
    source: topicArn(subscription.topic),
    target,
    ...(detail === undefined ? {} : { detail }),
  })
}
