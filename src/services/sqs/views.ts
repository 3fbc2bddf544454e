import type * as Api from '@aws-sdk/client-sqs'
import { md5 } from './digests.ts'
import type { KnownQueue } from './directory.ts'
import { type MessageAttributes, selectAttributes } from './domain/message-attributes.ts'
import { attributesDigest } from './domain/message-attributes-digest.ts'
import { sequenceNumber } from './domain/sequence-numbers.ts'
import type { ReceivedMessage } from './receiving.ts'

/** What a receiver asks for of each message. */
export interface Selection {
  readonly system: ReadonlySet<string>
  readonly attributes: readonly string[]
}

/** A message as ReceiveMessage answers it. */
export function messageView(
  { queue }: KnownQueue,
  message: ReceivedMessage,
  handle: string,
  { system, attributes }: Selection,
): Api.Message {
  const { value } = message
  const chosen = selectAttributes(value.attributes, attributes)
  const view: Api.Message = {
    MessageId: value.id,
    ReceiptHandle: handle,
    MD5OfBody: value.md5,
    Body: value.body,
  }
  if (system.size > 0) view.Attributes = systemAttributes(message, queue.fifo, system)
  if (chosen !== undefined) {
    view.MD5OfMessageAttributes = attributesDigest(chosen, md5)
    view.MessageAttributes = apiAttributes(chosen)
  }
  return view
}

/** Source: API Reference, ReceiveMessage, "MessageSystemAttributeNames". */
function systemAttributes(
  { id, value, enqueuedAt, deliveryCount, firstDeliveredAt }: ReceivedMessage,
  fifo: boolean,
  wanted: ReadonlySet<string>,
): Record<string, string> {
  const all: Record<string, string | undefined> = {
    SenderId: value.sender,
    SentTimestamp: String(enqueuedAt),
    ApproximateReceiveCount: String((value.receivedBefore ?? 0) + deliveryCount),
    ApproximateFirstReceiveTimestamp: String(firstDeliveredAt),
    SequenceNumber: fifo ? sequenceNumber(id) : undefined,
    MessageDeduplicationId: value.deduplicationId,
    MessageGroupId: value.group,
    AWSTraceHeader: value.trace,
    DeadLetterQueueSourceArn: value.deadLetterSource,
  }
  const chosen: Record<string, string> = {}
  for (const name in all) {
    const text = all[name]
    if (text !== undefined && (wanted.has('All') || wanted.has(name))) chosen[name] = text
  }
  return chosen
}

/** Names that can be asked for. */
export const systemAttributeNames: ReadonlySet<string> = new Set([
  'All',
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
])

function apiAttributes(attributes: MessageAttributes): Record<string, Api.MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      'text' in attribute
        ? { StringValue: attribute.text, DataType: attribute.type }
        : { BinaryValue: Buffer.from(attribute.base64, 'base64'), DataType: attribute.type },
    ]),
  )
}

/** An entry of a batch that failed alone. Codes are those of the query protocol. */
export function failedEntry(
  id: string | undefined,
  error: { code: string; queryCode?: string | undefined; message: string; fault: string },
): Api.BatchResultErrorEntry {
  return {
    Id: id ?? '',
    SenderFault: error.fault === 'client',
    Code: error.queryCode ?? error.code,
    Message: error.message,
  }
}
