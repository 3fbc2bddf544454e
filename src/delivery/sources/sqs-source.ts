/**
 * A queue of SQS as pollers see it. Records are those of AWS's events. Source: Lambda Developer Guide, "Using Lambda with Amazon
 * SQS", example standard queue message event and example FIFO queue message event.
 */
import type { JsonObject } from '../../base/json.ts'
import { queueCallMessages } from '../limits.ts'
import type { QueueMessage, QueueSource } from '../types.ts'
import { callerAt, type SourceSurroundings } from './source-surroundings.ts'

export type { SourceSurroundings }

/** What ReceiveMessage answers, as far as this goes. */
interface ReceivedMessage {
  readonly MessageId?: string
  readonly ReceiptHandle?: string
  readonly Body?: string
  readonly MD5OfBody?: string
  readonly MD5OfMessageAttributes?: string
  readonly Attributes?: Readonly<Record<string, string>>
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>
}

interface MessageAttribute {
  readonly StringValue?: string
  readonly BinaryValue?: Uint8Array
  readonly DataType?: string
}

/** What a queue answers that it could not delete, and may yet. */
interface DeleteAnswer {
  readonly Failed?: ReadonlyArray<{ readonly SenderFault?: boolean; readonly Message?: string }>
}

/** Messages are received and deleted on behalf of the caller, in the queue's own region. */
export function sqsSource(surroundings: SourceSurroundings, arn: string): QueueSource {
  const { call } = surroundings
  const caller = callerAt(surroundings, arn)
  let found: Promise<string> | undefined
  const queueUrl = () => {
    found ??= findQueue(surroundings, arn)
    found.catch(() => {
      found = undefined
    })
    return found
  }
  return {
    arn,
    async receive(max, waitSeconds, signal) {
      const QueueUrl = await queueUrl()
      const { Messages = [] } = await call<{ Messages?: ReceivedMessage[] }>(
        'sqs:ReceiveMessage',
        {
          QueueUrl,
          MaxNumberOfMessages: Math.min(max, queueCallMessages),
          WaitTimeSeconds: waitSeconds,
          AttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        },
        { ...caller, signal },
      )
      return Messages.map((message) => queueMessage(message, arn))
    },
    async remove(messages) {
      const QueueUrl = await queueUrl()
      const calls: Array<Promise<DeleteAnswer>> = []
      for (let first = 0; first < messages.length; first += queueCallMessages) {
        const Entries = messages
          .slice(first, first + queueCallMessages)
          .map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }))
        calls.push(call<DeleteAnswer>('sqs:DeleteMessageBatch', { QueueUrl, Entries }, caller))
      }
      for (const { Failed = [] } of await Promise.all(calls)) {
        // A receipt that is too old is the sender's fault: the message comes again.
        const failure = Failed.find(({ SenderFault }) => SenderFault !== true)
        if (failure) throw new Error(failure.Message ?? 'Messages could not be deleted')
      }
    },
    async release(messages) {
      if (messages.length === 0) return
      const QueueUrl = await queueUrl()
      for (let first = 0; first < messages.length; first += queueCallMessages) {
        const Entries = messages.slice(first, first + queueCallMessages).map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }))
        await call('sqs:ChangeMessageVisibilityBatch', { QueueUrl, Entries }, caller)
      }
    },
    async visibilityMs() {
      const QueueUrl = await queueUrl()
      const { Attributes } = await call<{ Attributes?: Record<string, string> }>(
        'sqs:GetQueueAttributes',
        { QueueUrl, AttributeNames: ['VisibilityTimeout'] },
        caller,
      )
      return Number(Attributes?.VisibilityTimeout ?? 30) * 1000
    },
  }
}

async function findQueue(surroundings: SourceSurroundings, arn: string): Promise<string> {
  const [, , , , QueueOwnerAWSAccountId, QueueName] = arn.split(':')
  const { QueueUrl = '' } = await surroundings.call<{ QueueUrl?: string }>(
    'sqs:GetQueueUrl',
    { QueueName, QueueOwnerAWSAccountId },
    callerAt(surroundings, arn),
  )
  return QueueUrl
}

/** A received message as AWS hands it to functions. */
export function queueMessage(message: ReceivedMessage, arn: string): QueueMessage {
  const { MessageId = '', ReceiptHandle = '', Attributes = {} } = message
  const record: JsonObject = {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: message.Body ?? '',
    attributes: Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attribute(value)]),
    ),
    ...(message.MD5OfMessageAttributes === undefined
      ? {}
      : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: arn.split(':')[3] ?? '',
  }
  const traceHeader = Attributes.AWSTraceHeader
  return {
    id: MessageId,
    trailId: MessageId,
    receiptHandle: ReceiptHandle,
    record,
    json: JSON.stringify(record),
    arrivedAt: Number(Attributes.SentTimestamp ?? 0),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  }
}

function attribute({ StringValue, BinaryValue, DataType }: MessageAttribute): JsonObject {
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType ?? 'String',
  }
}
