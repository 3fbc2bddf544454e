/** Taking messages into a queue: what SendMessage and SendMessageBatch have in common. */
import type * as Api from '@aws-sdk/client-sqs'
import type { AwsError } from '../../aws/aws-error.ts'
import { randomUuid } from '../../base/random.ts'
import { utf8Bytes } from '../../base/utf8.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { atomic, type Key } from '../../store/index.ts'
import { authorize } from './authorization.ts'
import { md5, sha256 } from './digests.ts'
import type { KnownQueue } from './directory.ts'
import { checkCharacters, checkMessageId } from './domain/contents.ts'
import { readAttributes } from './domain/message-attributes.ts'
import { attributesDigest } from './domain/message-attributes-digest.ts'
import { sequenceNumber } from './domain/sequence-numbers.ts'
import { sealBodies } from './encryption.ts'
import {
  contention,
  invalidParameterValue,
  invalidValue,
  messageTooLong,
  missingParameter,
} from './errors.ts'
import { commitAttempts, deduplicationMs, delaySecondsMax } from './limits.ts'
import { type Sent, type StoredMessage, sentKey } from './records.ts'
import type { SqsRoom } from './room.ts'

/** What a request says of one message; a batch's entry has the same members. */
export type Draft = Omit<Api.SendMessageRequest, 'QueueUrl'>

/** A message that a queue can take. */
export interface Outgoing {
  readonly message: StoredMessage
  readonly delayMs: number
  /** Where it is noted that it was sent; of FIFO queues. */
  readonly sentKey?: Key
  readonly attributesMd5?: string
  readonly systemAttributesMd5?: string
  /** Body and attributes. */
  readonly bytes: number
}

/** What became of a message: one that was sent before under the same deduplication id has that one's id. */
export interface Accepted {
  readonly messageId: string
  readonly sequenceNumber?: string
}

/** Checks what a request says of a message. Fails with the error of what is wrong. */
export function prepare(context: OperationContext, { queue, settings }: KnownQueue, draft: Draft): Outgoing {
  const body = draft.MessageBody
  if (body === undefined || body === '') throw missingParameter('MessageBody')
  checkCharacters(body)
  const { attributes, bytes: attributeBytes } = readAttributes(draft.MessageAttributes)
  for (const attribute of Object.values(attributes ?? {}))
    if ('text' in attribute) checkCharacters(attribute.text)
  const bytes = utf8Bytes(body) + attributeBytes
  if (bytes > settings.messageBytesMax) throw messageTooLong(settings.messageBytesMax)
  const trace = traceOf(draft)
  const attributesMd5 = attributesDigest(attributes, md5)
  const systemAttributesMd5 =
    trace && attributesDigest({ AWSTraceHeader: { type: 'String', text: trace } }, md5)
  const group = groupOf(draft, queue.fifo)
  const deduplicationId = deduplicationIdOf(draft, body, queue.fifo, settings.contentBasedDeduplication)
  const kept = trace ?? context.traceHeader
  return {
    message: {
      id: randomUuid(context.random),
      body,
      md5: md5(body),
      sender: context.principal.userId,
      ...(attributes === undefined ? {} : { attributes }),
      ...(kept === undefined ? {} : { trace: kept }),
      ...(group === undefined ? {} : { group }),
      ...(deduplicationId === undefined ? {} : { deduplicationId }),
    },
    delayMs: delayOf(draft.DelaySeconds, queue.fifo, settings.delayMs),
    ...(deduplicationId === undefined
      ? {}
      : {
          sentKey: sentKey(queue.queueId, settings.deduplicatesByGroup ? group : undefined, deduplicationId),
        }),
    ...(attributesMd5 === undefined ? {} : { attributesMd5 }),
    ...(systemAttributesMd5 === undefined ? {} : { systemAttributesMd5 }),
    bytes,
  }
}

/** Source: API Reference, SendMessage: the only system attribute that can be sent is AWSTraceHeader, and it does not count as size. */
function traceOf({ MessageSystemAttributes }: Draft): string | undefined {
  let trace: string | undefined
  for (const [name, { DataType, StringValue }] of Object.entries(MessageSystemAttributes ?? {})) {
    // UNVERIFIED: AWS's words for both.
    if (name !== 'AWSTraceHeader')
      throw invalidParameterValue(`Message system attribute name '${name}' is invalid.`)
    if (DataType !== 'String' || StringValue === undefined || StringValue === '')
      throw invalidParameterValue(`Message system attribute '${name}' must have a value of type String.`)
    trace = StringValue
  }
  return trace
}

/** Source: "Amazon SQS fair queues": messages of standard queues may have a group, too. */
function groupOf({ MessageGroupId }: Draft, fifo: boolean): string | undefined {
  if (MessageGroupId === undefined || MessageGroupId === '') {
    if (fifo) throw missingParameter('MessageGroupId')
    return undefined
  }
  checkMessageId('MessageGroupId', MessageGroupId)
  return MessageGroupId
}

function deduplicationIdOf(
  { MessageDeduplicationId: id }: Draft,
  body: string,
  fifo: boolean,
  byContent: boolean,
): string | undefined {
  if (!fifo) {
    if (id === undefined) return undefined
    throw invalidValue(
      id,
      'MessageDeduplicationId',
      'The request includes a parameter that is not valid for this queue type',
    )
  }
  if (id !== undefined && id !== '') {
    checkMessageId('MessageDeduplicationId', id)
    return id
  }
  if (byContent) return sha256(body)
  throw invalidParameterValue(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  )
}

function delayOf(seconds: number | undefined, fifo: boolean, usualMs: number): number {
  if (seconds === undefined) return usualMs
  if (fifo) {
    if (seconds === 0) return usualMs
    throw invalidValue(
      seconds,
      'DelaySeconds',
      'The request include parameter that is not valid for this queue type.',
    )
  }
  if (seconds < 0 || seconds > delaySecondsMax)
    throw invalidValue(seconds, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${delaySecondsMax}.`)
  return seconds * 1000
}

/** What is to be sent to a queue; `drafts` of a batch that fail alone are answered by their error. */
export interface Sending {
  readonly queue: KnownQueue
  readonly outcomes: ReadonlyArray<{ readonly outgoing: Outgoing; readonly accepted: Accepted } | AwsError>
}

/**
 * Sends messages in one commit, which also says that the queue is what it was when they were checked; if it has changed, they
 * are checked anew. `check` answers for each draft what goes out, or why it does not.
 */
export async function send(
  room: SqsRoom,
  context: OperationContext,
  url: string | undefined,
  action: 'SendMessage',
  check: (queue: KnownQueue) => ReadonlyArray<Outgoing | AwsError>,
): Promise<Sending> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const queue = await room.directory.load(context, url)
    authorize(context, queue, action)
    const checked = check(queue)
    const outgoing = checked.filter(isOutgoing)
    const sent = await commitMessages(context, queue, await sealBodies(room, context, queue, outgoing))
    if (sent === undefined) {
      room.directory.forget()
      continue
    }
    if (outgoing.length > 0)
      room.metrics.sent(
        queue,
        outgoing.map(({ bytes }) => bytes),
      )
    let next = 0
    const outcomes = checked.map((one) => {
      const accepted = isOutgoing(one) ? sent[next++] : undefined
      return isOutgoing(one) && accepted ? { outgoing: one, accepted } : (one as AwsError)
    })
    return { queue, outcomes }
  }
  throw contention()
}

function isOutgoing(one: Outgoing | AwsError): one is Outgoing {
  return 'message' in one && typeof one.message === 'object'
}

/** Undefined when the queue is no more as it was read. */
async function commitMessages(
  context: OperationContext,
  queue: KnownQueue,
  messages: readonly Outgoing[],
): Promise<readonly Accepted[] | undefined> {
  if (messages.length === 0) return []
  const { store } = context
  let before: ReadonlyMap<string, string> = new Map()
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const commit = atomic(store).check(queue.recordKey, queue.stored.version)
    const firstOf = new Map<string, Outgoing>()
    const fresh: Outgoing[] = []
    for (const outgoing of messages) {
      const name = outgoing.sentKey && nameOf(outgoing.sentKey)
      if (name !== undefined) {
        if (before.has(name) || firstOf.has(name)) continue
        firstOf.set(name, outgoing)
        commit.check(outgoing.sentKey ?? [], null)
      }
      fresh.push(outgoing)
    }
    const now = context.clock.now()
    for (const { message, delayMs, sentKey: key } of fresh) {
      if (key !== undefined) {
        const sent: Sent = { messageId: message.id }
        commit.set(key, sent, { expiresAt: now + deduplicationMs })
      }
      commit.enqueue(queue.messages, message, {
        ...(delayMs === 0 ? {} : { deliverAt: now + delayMs }),
        ...(queue.queue.fifo && message.group !== undefined ? { group: message.group } : {}),
      })
    }
    const result = await commit.commit()
    if (result.ok) {
      const accepted = acceptedOf(messages, fresh, result.enqueued, before, firstOf)
      for (const { message } of fresh) tellAccepted(context, queue, message.id)
      return accepted
    }
    if (result.failed === 0) return undefined
    before = await alreadySent(context, messages)
  }
  throw contention()
}

function acceptedOf(
  messages: readonly Outgoing[],
  fresh: readonly Outgoing[],
  enqueued: readonly number[],
  before: ReadonlyMap<string, string>,
  firstOf: ReadonlyMap<string, Outgoing>,
): readonly Accepted[] {
  if (firstOf.size === 0 && before.size === 0)
    return messages.map(({ message }) => ({ messageId: message.id }))
  const sequences = new Map(fresh.map((one, index) => [one, enqueued[index] ?? 0]))
  return messages.map((one) => {
    const name = one.sentKey && nameOf(one.sentKey)
    const earlier = name === undefined ? undefined : before.get(name)
    if (earlier !== undefined) return { messageId: earlier }
    const taken = (name === undefined ? undefined : firstOf.get(name)) ?? one
    const sequence = sequences.get(taken)
    return {
      messageId: taken.message.id,
      ...(name === undefined || sequence === undefined ? {} : { sequenceNumber: sequenceNumber(sequence) }),
    }
  })
}

/** Which of the messages were sent before, and under which ids. */
async function alreadySent(
  { store }: OperationContext,
  messages: readonly Outgoing[],
): Promise<ReadonlyMap<string, string>> {
  const keys = messages.flatMap(({ sentKey: key }) => (key === undefined ? [] : [key]))
  const entries = await store.getMany<Sent>(keys)
  return new Map(
    keys.flatMap((key, index) => {
      const id = entries[index]?.value.messageId
      return id === undefined ? [] : [[nameOf(key), id] as const]
    }),
  )
}

function nameOf(key: Key): string {
  return JSON.stringify(key)
}

function tellAccepted({ trail, causes }: OperationContext, { arn }: KnownQueue, event: string): void {
  trail.tell({ stage: 'accepted', event, source: arn, ...(causes === undefined ? {} : { causes }) })
}
