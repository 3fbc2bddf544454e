import type * as Api from '@aws-sdk/client-sqs'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { authorize } from '../authorization.ts'
import type { KnownQueue } from '../directory.ts'
import { writeReceiptHandle } from '../domain/receipt-handles.ts'
import { openBodies } from '../encryption.ts'
import { invalidAttributeName, invalidValue, overLimit, queueDoesNotExist } from '../errors.ts'
import {
  batchEntriesMax,
  inFlightMax,
  insideWaitSecondsMax,
  visibilitySecondsMax,
  waitSecondsMax,
} from '../limits.ts'
import { checkAttemptId, type Received, rememberAttempt, repeatAttempt } from '../receive-attempts.ts'
import { type ReceivedMessage, receiveNow, type Wish } from '../receiving.ts'
import type { SqsRoom } from '../room.ts'
import { messageView, type Selection, systemAttributeNames } from '../views.ts'

/** Receives messages for a while, and waits for some when there are none and the request or the queue says so. */
export function receiveMessage(
  room: SqsRoom,
): Operation<Api.ReceiveMessageRequest, Api.ReceiveMessageResult> {
  return async (input, context) => {
    const queue = await room.directory.load(context, input.QueueUrl)
    authorize(context, queue, 'ReceiveMessage')
    const wish = wishOf(input, queue)
    const waitMs = waitOf(input, queue, context)
    const selection = selectionOf(input)
    const attemptId = checkAttemptId(input.ReceiveRequestAttemptId, queue.queue.fifo)
    const repeated = attemptId && (await repeatAttempt(context, queue, attemptId, wish))
    const received = repeated || (await receiveAnew(room, context, queue, wish, waitMs))
    const { handles } = received
    const messages = await openBodies(room, context, queue, received.messages)
    room.metrics.received(queue, messages.length, context.sourceIp === undefined)
    if (messages.length === 0) return {}
    if (attemptId !== undefined && !repeated) await rememberAttempt(context, queue, attemptId, handles)
    return {
      Messages: messages.map((message, index) =>
        messageView(queue, message, handles[index] ?? '', selection),
      ),
    }
  }
}

async function receiveAnew(
  room: SqsRoom,
  context: OperationContext,
  queue: KnownQueue,
  wish: Wish,
  waitMs: number,
): Promise<Received> {
  const messages = await receive(room, context, queue, wish, waitMs)
  const now = context.clock.now()
  return { messages, handles: messages.map((message) => handleOf(queue, message, now)) }
}

async function receive(
  room: SqsRoom,
  context: OperationContext,
  queue: KnownQueue,
  wish: Wish,
  waitMs: number,
): Promise<ReceivedMessage[]> {
  if (!(await room.inFlight.hasRoom(context.store, queue))) {
    // Source: "Amazon SQS FIFO queue quotas": there is no error for FIFO queues.
    if (queue.queue.fifo) return []
    throw overLimit(`A queue can have at most ${inFlightMax} messages in flight.`)
  }
  const found = await receiveNow(room, context, queue, wish)
  if (found.length > 0 || waitMs === 0) return found
  const attempt = async () => {
    const now = await room.directory.find(queue.queue)
    if (now?.queue.queueId !== queue.queue.queueId) throw queueDoesNotExist()
    const messages = await receiveNow(room, context, now, wish)
    return messages.length === 0 ? undefined : messages
  }
  const signals = [context.signal, ...(context.closing === undefined ? [] : [context.closing])]
  const until = context.clock.now() + waitMs
  const messages = (await room.polls.wait(queue.messages, attempt, { until, signals })) ?? []
  if (context.signal.aborted) await giveBack(context, messages)
  return messages
}

/** Nobody is there to take the messages: they need not wait for their visibility timeout to end. */
async function giveBack(
  { store, clock }: OperationContext,
  messages: readonly ReceivedMessage[],
): Promise<void> {
  const now = clock.now()
  await Promise.all(messages.map(({ receipt }) => atomic(store).extend(receipt, now).commit()))
}

function handleOf({ queue }: KnownQueue, { receipt }: ReceivedMessage, receivedAt: number): string {
  return writeReceiptHandle({ queueId: queue.queueId, id: receipt.id, lease: receipt.lease, receivedAt })
}

function wishOf(
  { MaxNumberOfMessages: max = 1, VisibilityTimeout }: Api.ReceiveMessageRequest,
  queue: KnownQueue,
): Wish {
  if (max < 1 || max > batchEntriesMax)
    throw invalidValue(max, 'MaxNumberOfMessages', `Must be between 1 and ${batchEntriesMax}, if provided.`)
  if (VisibilityTimeout === undefined) return { max, visibilityMs: queue.settings.visibilityMs }
  if (VisibilityTimeout < 0 || VisibilityTimeout > visibilitySecondsMax)
    throw invalidValue(
      VisibilityTimeout,
      'VisibilityTimeout',
      `Must be >= 0 and <= ${visibilitySecondsMax}, if provided.`,
    )
  return { max, visibilityMs: VisibilityTimeout * 1000 }
}

function waitOf(
  { WaitTimeSeconds: seconds }: Api.ReceiveMessageRequest,
  queue: KnownQueue,
  { sourceIp }: OperationContext,
): number {
  if (seconds === undefined) return queue.settings.waitMs
  // A call from inside is bound to no connection.
  const longest = sourceIp === undefined ? insideWaitSecondsMax : waitSecondsMax
  if (seconds < 0 || seconds > longest)
    throw invalidValue(seconds, 'WaitTimeSeconds', `Must be >= 0 and <= ${waitSecondsMax}, if provided.`)
  return seconds * 1000
}

/** AttributeNames is the older name of MessageSystemAttributeNames: both are served. */
function selectionOf(input: Api.ReceiveMessageRequest): Selection {
  const system = new Set<string>([
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ])
  for (const name of system)
    if (!systemAttributeNames.has(name)) throw invalidAttributeName(`Unknown Attribute ${name}.`)
  return { system, attributes: input.MessageAttributeNames ?? [] }
}
