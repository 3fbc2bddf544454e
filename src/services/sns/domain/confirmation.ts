/**
 * The messages that ask an endpoint to confirm, or tell it that it was unsubscribed. Source: Developer Guide, "HTTP/HTTPS
 * subscription confirmation JSON format", "HTTP/HTTPS unsubscribe confirmation JSON format".
 */
import { document, lines, timestamp } from './notification.ts'

export interface ConfirmationMessage {
  readonly type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
  readonly messageId: string
  readonly token: string
  readonly topicArn: string
  readonly subscriptionArn: string
  readonly subscribeUrl: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
}

function text({ type, topicArn, subscriptionArn }: ConfirmationMessage): string {
  return type === 'SubscriptionConfirmation'
    ? `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
    : `You have chosen to deactivate subscription ${subscriptionArn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`
}

export function confirmationDocument(
  message: ConfirmationMessage,
  signature: { readonly version: string; readonly value: string; readonly certificateUrl: string },
): string {
  return document({
    Type: message.type,
    MessageId: message.messageId,
    Token: message.token,
    TopicArn: message.topicArn,
    Message: text(message),
    SubscribeURL: message.subscribeUrl,
    Timestamp: timestamp(message.at),
    SignatureVersion: signature.version,
    Signature: signature.value,
    SigningCertURL: signature.certificateUrl,
  })
}

/** What is signed. Source: Developer Guide, "Verifying the signatures of Amazon SNS messages". */
export function signedConfirmation(message: ConfirmationMessage): string {
  return lines({
    Message: text(message),
    MessageId: message.messageId,
    SubscribeURL: message.subscribeUrl,
    Timestamp: timestamp(message.at),
    Token: message.token,
    TopicArn: message.topicArn,
    Type: message.type,
  })
}
