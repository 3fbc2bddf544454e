/** Messages to endpoints about their subscriptions: please confirm; you were unsubscribed. */
import { randomHex, randomUuid } from '../../base/random.ts'
import type { BackgroundSurroundings, Surroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { confirmationDocument, signedConfirmation } from './domain/confirmation.ts'
import { effectivePolicy, retryDelayMs } from './domain/delivery-policy.ts'
import { isHttp } from './domain/endpoints.ts'
import { subscriptionArn, topicArn } from './domain/names.ts'
import { httpTimeoutMs, tokenBytes } from './limits.ts'
import { type Confirmation, confirmationQueue, type Subscription, subscriptions } from './records.ts'
import type { SnsRoom } from './room.ts'
import { callerFor, httpOutcome, type Outcome, sendToQueue } from './sending.ts'
import { certificatePath } from './signing.ts'

export function newToken({ random }: Pick<Surroundings, 'random'>): string {
  return randomHex(random, tokenBytes)
}

/** Adds a message to the endpoint of a subscription. Nobody writes letters: addresses of people get none, and that is logged. */
export function addConfirmation(
  commit: Atomic,
  { random, clock, logger }: Pick<Surroundings, 'random' | 'clock' | 'logger'>,
  type: Confirmation['type'],
  { topic, topicId, id, protocol, endpoint, token = '' }: Subscription,
): void {
  if (!isHttp(protocol) && protocol !== 'sqs') {
    const facts = { topicArn: topicArn(topic), protocol, endpoint, token }
    logger.info(
      'Lambent sends no mail: confirm the subscription with ConfirmSubscription and this token',
      facts,
    )
    return
  }
  const confirmation: Confirmation = {
    type,
    topic,
    topicId,
    subscriptionId: id,
    messageId: randomUuid(random),
    token,
    at: clock.now(),
    failures: 0,
  }
  commit.enqueue(confirmationQueue, confirmation)
}

/** Handles the queue of such messages. */
export function confirmationHandler(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
): JobHandler<Confirmation> {
  return async ({ value: confirmation }, { signal }) => {
    const { store, clock, logger } = surroundings
    const stored = await subscriptions.get(store, [confirmation.topicId, confirmation.subscriptionId])
    // Confirmed, or asked anew, meanwhile.
    if (stored?.value.token !== confirmation.token || stored.value.state === 'confirmed') return undefined
    const outcome = await send(room, surroundings, confirmation, stored.value, signal)
    if (outcome.ok) return undefined
    signal.throwIfAborted()
    const known = await room.directory.find(confirmation.topic)
    const { retry } = effectivePolicy(
      known?.topic.attributes.DeliveryPolicy,
      stored.value.attributes.DeliveryPolicy,
    )
    const failures = confirmation.failures + 1
    const delay = outcome.final ? undefined : retryDelayMs(retry, failures)
    if (delay !== undefined)
      return atomic(store).enqueue(
        confirmationQueue,
        { ...confirmation, failures },
        { deliverAt: clock.now() + delay },
      )
    const { endpoint } = stored.value
    logger.warn('A confirmation could not be delivered', { endpoint, reason: outcome.reason })
    return undefined
  }
}

async function send(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  confirmation: Confirmation,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<Outcome> {
  const { type, topic, token, messageId, at } = confirmation
  const { endpoint } = surroundings.settings
  const arn = topicArn(topic)
  const message = {
    type,
    messageId,
    token,
    topicArn: arn,
    subscriptionArn: subscriptionArn(topic, subscription.id),
    subscribeUrl: `${endpoint}/?Action=ConfirmSubscription&TopicArn=${arn}&Token=${token}&Version=2010-03-31`,
    at,
  }
  const known = await room.directory.find(topic)
  const version = known?.topic.attributes.SignatureVersion === '2' ? '2' : '1'
  const value = await room.signer.sign(signedConfirmation(message), version)
  const certificateUrl = `${endpoint}${certificatePath}`
  const body = confirmationDocument(message, { version, value, certificateUrl })
  if (!isHttp(subscription.protocol)) {
    await sendToQueue(surroundings, subscription.endpoint, { body }, callerFor(subscription, { messageId }))
    return { ok: true, status: 200 }
  }
  const outcome = await room.post(
    {
      url: subscription.endpoint,
      headers: {
        'Content-Type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': type,
        'x-amz-sns-message-id': messageId,
        'x-amz-sns-topic-arn': arn,
        ...(type === 'UnsubscribeConfirmation'
          ? { 'x-amz-sns-subscription-arn': message.subscriptionArn }
          : {}),
      },
      body,
      timeoutMs: httpTimeoutMs,
    },
    signal,
  )
  return httpOutcome(outcome)
}
