/** One try to bring a message to a subscription's endpoint. */
import { AwsError } from '../../aws/aws-error.ts'
import { inRegion, isFinalFailure } from '../../delivery/index.ts'
import { type BackgroundSurroundings, type Caller, serviceCaller } from '../../dispatch/index.ts'
import { effectivePolicy } from './domain/delivery-policy.ts'
import { isHttp } from './domain/endpoints.ts'
import { subscriptionArn, topicArn } from './domain/names.ts'
import {
  type Attachments,
  envelope,
  lambdaEvent,
  messageFor,
  type Notification,
  signedText,
} from './domain/notification.ts'
import { isRaw } from './domain/subscription-attributes.ts'
import { httpTimeoutMs } from './limits.ts'
import type { DeadLetterInput, Subscription } from './records.ts'
import type { SnsRoom } from './room.ts'
import { certificatePath } from './signing.ts'

/** What came of a try. `final`: another one would be in vain. */
export type Outcome =
  | { readonly ok: true; readonly status: number; readonly response?: object }
  | { readonly ok: false; readonly final: boolean; readonly status: number; readonly reason: string }

/** What is sent, where a topic's own policy for HTTP endpoints is known. */
export interface Sending {
  readonly subscription: Subscription
  readonly notification: Notification
  /** The topic's DeliveryPolicy, as it is kept. */
  readonly topicPolicy: string | undefined
}

export async function send(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  sending: Sending,
  signal: AbortSignal,
): Promise<Outcome> {
  const { protocol } = sending.subscription
  if (isHttp(protocol)) return postTo(room, surroundings, sending, signal)
  try {
    if (protocol === 'sqs') return await toQueue(room, surroundings, sending)
    if (protocol === 'lambda') return await toFunction(room, surroundings, sending)
  } catch (error) {
    const status =
      error instanceof AwsError ? (error.statusCode ?? (error.fault === 'client' ? 400 : 500)) : 500
    const reason = error instanceof AwsError ? `${error.code}: ${error.message}` : String(error)
    return { ok: false, final: isFinalFailure(error), status, reason }
  }
  const reason = `Lambent sends nothing by ${protocol}.`
  return { ok: false, final: true, status: 501, reason }
}

async function toQueue(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  sending: Sending,
): Promise<Outcome> {
  const { subscription, notification } = sending
  const letter = await queueInput(room, surroundings, sending)
  const answer = await sendToQueue(
    surroundings,
    subscription.endpoint,
    letter,
    callerFor(subscription, notification),
  )
  return { ok: true, status: 200, response: { sqsMessageId: answer.MessageId } }
}

async function toFunction(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  { subscription, notification }: Sending,
): Promise<Outcome> {
  const { topic, id, endpoint } = subscription
  const arn = subscriptionArn(topic, id)
  const event = lambdaEvent(
    notification,
    arn,
    await attachments(room, surroundings, subscription, notification),
  )
  const input = { FunctionName: endpoint, InvocationType: 'Event', Payload: Buffer.from(event, 'utf8') }
  const caller = callerFor(subscription, notification)
  await surroundings.call('lambda:Invoke', input, inRegion(caller, endpoint.split(':')[3] ?? ''))
  return { ok: true, status: 202 }
}

async function postTo(
  room: SnsRoom,
  surroundings: BackgroundSurroundings,
  { subscription, notification, topicPolicy }: Sending,
  signal: AbortSignal,
): Promise<Outcome> {
  const { topic, id, endpoint, protocol, attributes } = subscription
  const raw = isRaw(attributes)
  const { contentType } = effectivePolicy(topicPolicy, attributes.DeliveryPolicy)
  const outcome = await room.post(
    {
      url: endpoint,
      headers: {
        'Content-Type': contentType,
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-message-id': notification.messageId,
        'x-amz-sns-topic-arn': topicArn(topic),
        'x-amz-sns-subscription-arn': subscriptionArn(topic, id),
        ...(raw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
      },
      body: raw
        ? messageFor(notification, protocol)
        : envelope(notification, protocol, await attachments(room, surroundings, subscription, notification)),
      timeoutMs: httpTimeoutMs,
    },
    signal,
  )
  return httpOutcome(outcome)
}

/** Source: Developer Guide, "Amazon SNS message delivery retries": statuses from 400 to 499 but 429 are final. */
export function httpOutcome(outcome: { readonly status: number } | { readonly failure: string }): Outcome {
  if ('failure' in outcome) return { ok: false, final: false, status: 0, reason: outcome.failure }
  const { status } = outcome
  if (status >= 200 && status < 300) return { ok: true, status }
  const final = status >= 400 && status < 500 && status !== 429
  return { ok: false, final, status, reason: `The endpoint answered with status ${status}` }
}

/** The message as a queue gets it: the subscription's, or its dead-letter queue. */
export async function queueInput(
  room: SnsRoom,
  surroundings: Pick<BackgroundSurroundings, 'settings'>,
  { subscription, notification }: Sending,
): Promise<DeadLetterInput> {
  const { protocol, endpoint, attributes } = subscription
  const raw = isRaw(attributes)
  const { group, deduplicationId, traceHeader } = notification
  const fifo = notification.sequenceNumber !== undefined
  // A standard queue behind a FIFO topic has no order, and behind a standard topic it may be fair.
  const grouped = group !== undefined && (!fifo || endpoint.endsWith('.fifo'))
  return {
    body: raw
      ? messageFor(notification, protocol)
      : envelope(notification, protocol, await attachments(room, surroundings, subscription, notification)),
    ...(raw && notification.attributes ? { attributes: notification.attributes } : {}),
    ...(grouped ? { group } : {}),
    ...(grouped && fifo && deduplicationId !== undefined ? { deduplicationId } : {}),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  }
}

/** Fails as SendMessage does. */
export function sendToQueue(
  { call, settings }: Pick<BackgroundSurroundings, 'call' | 'settings'>,
  queueArn: string,
  { body, attributes = {}, group, deduplicationId }: DeadLetterInput,
  caller: Caller,
): Promise<{ readonly MessageId?: string }> {
  const [, , , region = '', accountId, name] = queueArn.split(':')
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([key, { type, text, base64 }]) => [
      key,
      base64 === undefined
        ? { DataType: type, StringValue: text }
        : { DataType: type, BinaryValue: Buffer.from(base64, 'base64') },
    ]),
  )
  const input = {
    QueueUrl: `${settings.endpoint}/${accountId}/${name}`,
    MessageBody: body,
    ...(Object.keys(MessageAttributes).length === 0 ? {} : { MessageAttributes }),
    ...(group === undefined ? {} : { MessageGroupId: group }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
  }
  return call('sqs:SendMessage', input, inRegion(caller, region))
}

/** SNS itself, for the topic: the endpoint's own policy decides. */
export function callerFor(
  { topic }: Pick<Subscription, 'topic'>,
  { messageId, traceHeader }: { readonly messageId: string; readonly traceHeader?: string },
): Caller {
  return serviceCaller('sns.amazonaws.com', topic, topicArn(topic), {
    causes: [messageId],
    ...(traceHeader === undefined ? {} : { traceHeader }),
  })
}

async function attachments(
  { signer }: SnsRoom,
  { settings }: Pick<BackgroundSurroundings, 'settings'>,
  { topic, id, protocol }: Subscription,
  notification: Notification,
): Promise<Attachments> {
  const arn = subscriptionArn(topic, id)
  const unsubscribeUrl = `${settings.endpoint}/?Action=Unsubscribe&SubscriptionArn=${arn}&Version=2010-03-31`
  if (notification.sequenceNumber !== undefined) return { unsubscribeUrl }
  const value = await signer.sign(signedText(notification, protocol), notification.signatureVersion)
  return { unsubscribeUrl, signature: { value, certificateUrl: `${settings.endpoint}${certificatePath}` } }
}
