/** A published message, and the forms in which it reaches subscribers. */
import type { Json } from '../../../base/json.ts'
import type { Filtered } from './filter-policy.ts'
import { filteredAttributes, type MessageAttributes, shownAttributes } from './message-attributes.ts'

/** A message that was published, as it is kept until all have it. */
export type Notification = {
  readonly messageId: string
  readonly topicArn: string
  readonly message: string
  /** Texts for single protocols, of messages with the structure `json`. */
  readonly perProtocol?: Readonly<Record<string, string>>
  readonly subject?: string
  readonly attributes?: MessageAttributes
  /** Unit: milliseconds since the epoch. */
  readonly at: number
  readonly signatureVersion: SignatureVersion
  readonly group?: string
  readonly deduplicationId?: string
  /** Of FIFO topics. */
  readonly sequenceNumber?: string
  readonly traceHeader?: string
}

/**
 * A message as it is kept: of a topic with a key of KMS its texts (`message` and `perProtocol`, as JSON) are encrypted, and empty
 * here.
 */
export type KeptNotification<Sealed> = Notification & { readonly sealed?: Sealed }

export type SignatureVersion = '1' | '2'

/** What a subscriber gets beside the message: a signature (FIFO topics sign nothing) and an address. */
export interface Attachments {
  readonly signature?: { readonly value: string; readonly certificateUrl: string }
  readonly unsubscribeUrl: string
}

/** The text for a protocol. */
export function messageFor({ message, perProtocol }: Notification, protocol: string): string {
  return perProtocol?.[protocol] ?? message
}

/** How filters see a message for a protocol. Reads it once, and only when asked. */
export function filteredMessage(notification: Notification, protocol: string): Filtered {
  let attributes: Json | undefined
  let body: { readonly value: Json | undefined } | undefined
  return {
    attributes() {
      attributes ??= filteredAttributes(notification.attributes)
      return attributes
    },
    body() {
      body ??= { value: readJson(messageFor(notification, protocol)) }
      return body.value
    },
  }
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** The JSON document that queues and HTTP endpoints get. Source: Developer Guide, "HTTP/HTTPS notification JSON format". */
export function envelope(
  notification: Notification,
  protocol: string,
  { signature, unsubscribeUrl }: Attachments,
): string {
  const { messageId, topicArn, subject, at, attributes, sequenceNumber, signatureVersion } = notification
  return document({
    Type: 'Notification',
    MessageId: messageId,
    SequenceNumber: sequenceNumber,
    TopicArn: topicArn,
    Subject: subject,
    Message: messageFor(notification, protocol),
    Timestamp: timestamp(at),
    SignatureVersion: signature && signatureVersion,
    Signature: signature?.value,
    SigningCertURL: signature?.certificateUrl,
    UnsubscribeURL: unsubscribeUrl,
    MessageAttributes: attributes && shownAttributes(attributes),
  })
}

/**
 * The event that functions get. Source: Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS notifications"; names
 * and order as functions on AWS received it.
 */
export function lambdaEvent(
  notification: Notification,
  subscriptionArn: string,
  { signature, unsubscribeUrl }: Attachments,
): string {
  const { messageId, topicArn, subject, at, attributes, signatureVersion } = notification
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscriptionArn,
    Sns: {
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: topicArn,
      Subject: subject ?? null,
      Message: messageFor(notification, 'lambda'),
      Timestamp: timestamp(at),
      SignatureVersion: signatureVersion,
      Signature: signature?.value,
      SigningCertUrl: signature?.certificateUrl,
      UnsubscribeUrl: unsubscribeUrl,
      MessageAttributes: shownAttributes(attributes ?? {}),
    },
  }
  return JSON.stringify({ Records: [record] })
}

/** What is signed of a notification. Source: Developer Guide, "Verifying the signatures of Amazon SNS messages". */
export function signedText(notification: Notification, protocol: string): string {
  const { messageId, topicArn, subject, at } = notification
  return lines({
    Message: messageFor(notification, protocol),
    MessageId: messageId,
    Subject: subject,
    Timestamp: timestamp(at),
    TopicArn: topicArn,
    Type: 'Notification',
  })
}

/** AWS's instants: with milliseconds, in UTC. */
export function timestamp(at: number): string {
  return new Date(at).toISOString()
}

/** Names and values, line by line, of those that are there. */
export function lines(fields: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(fields)
    .map(([name, value]) => (value === undefined ? '' : `${name}\n${value}\n`))
    .join('')
}

/** JSON as SNS lays it out. */
export function document(fields: Readonly<Record<string, string | object | undefined>>): string {
  const members = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${JSON.stringify(name)} : ${laidOut(value)}`],
  )
  return `{\n${members.join(',\n')}\n}`
}

function laidOut(value: string | object): string {
  if (typeof value === 'string') return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, item]) => `    ${JSON.stringify(name)} : ${JSON.stringify(item)}`,
  )
  return `{\n${members.join(',\n')}\n  }`
}
