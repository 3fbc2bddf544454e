/** What SQS keeps, and where. */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { SealedText } from '../../dispatch/index.ts'
import { collection, type Key } from '../../store/index.ts'
import type { MessageAttributes } from './domain/message-attributes.ts'
import { taskKeptMs } from './limits.ts'

/** A queue. Attributes are those that were set, as texts. */
export type Queue = {
  readonly accountId: AccountId
  readonly region: Region
  readonly name: string
  /** Of this queue and no later one of the same name: what it holds is kept under it. */
  readonly queueId: string
  readonly fifo: boolean
  readonly attributes: Readonly<Record<string, string>>
  /** The ARN of its dead-letter queue, for finding the sources of one. */
  readonly deadLetterArn?: string
  readonly tags: Readonly<Record<string, string>>
  /** Unit: milliseconds since the epoch. */
  readonly createdAt: number
  readonly modifiedAt: number
}

export const queues = collection<Queue>()({
  name: 'sqs.queues',
  key: ({ accountId, region, name }) => [accountId, region, name],
  indexes: {
    deadLetter: { key: ({ deadLetterArn }) => (deadLetterArn === undefined ? undefined : [deadLetterArn]) },
  },
})

/** All keys of queues begin so. */
export const queuesPrefix: Key = ['sqs.queues']

/** A message, in the store's queue of its queue. */
export type StoredMessage = {
  readonly id: string
  /** Empty where it is encrypted. */
  readonly body: string
  /** The body, of a queue with a key of KMS. It goes with the message into whatever queue. */
  readonly sealed?: SealedText
  readonly md5: string
  readonly sender: string
  readonly attributes?: MessageAttributes
  readonly trace?: string
  readonly group?: string
  readonly deduplicationId?: string
  /** The ARN of the queue that it came from as a dead letter. */
  readonly deadLetterSource?: string
  /** How often it had been received before it came into this queue. */
  readonly receivedBefore?: number
}

/** The messages of a queue. */
export function messagesOf(queueId: string): Key {
  return ['sqs.messages', queueId]
}

/** What was sent under a deduplication id: until it expires nothing else is. */
export type Sent = { readonly messageId: string }

/** `group` when messages of two groups may have the same id. */
export function sentKey(queueId: string, group: string | undefined, deduplicationId: string): Key {
  return ['sqs.sent', queueId, ...(group === undefined ? [] : [group]), deduplicationId]
}

/** All of one queue. */
export function sentPrefix(queueId: string): Key {
  return ['sqs.sent', queueId]
}

/** What a receive attempt got: the same, for who asks again. */
export type Attempt = { readonly handles: readonly string[] }

export function attemptKey(queueId: string, attemptId: string): Key {
  return ['sqs.attempts', queueId, attemptId]
}

export function attemptPrefix(queueId: string): Key {
  return ['sqs.attempts', queueId]
}

/** There while a queue must not be purged again. */
export function purgeKey(queueId: string): Key {
  return ['sqs.purges', queueId]
}

/** A message move task. */
export type MoveTask = {
  readonly accountId: AccountId
  readonly region: Region
  /** The name of the queue it empties. */
  readonly source: string
  readonly taskId: string
  readonly destinationArn?: string
  readonly perSecond?: number
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED'
  readonly moved: number
  readonly toMove: number
  /** Unit: milliseconds since the epoch. */
  readonly startedAt: number
  readonly failureReason?: string
}

export function isActive({ status }: MoveTask): boolean {
  return status === 'RUNNING' || status === 'CANCELLING'
}

export const moveTasks = collection<MoveTask>()({
  name: 'sqs.move-tasks',
  key: ({ accountId, region, source, taskId }) => [accountId, region, source, taskId],
  indexes: {
    active: {
      key: (task) => (isActive(task) ? [task.accountId, task.region, task.source] : undefined),
      unique: true,
    },
    started: { key: (task) => [task.accountId, task.region, task.source, task.startedAt] },
  },
  expiresAt: (task) => (isActive(task) ? undefined : task.startedAt + taskKeptMs),
})

/** Steps of move tasks that are to be made. */
export const moveQueue: Key = ['sqs.moves']

export type MoveStep = Pick<MoveTask, 'accountId' | 'region' | 'source' | 'taskId'>
