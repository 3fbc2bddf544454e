/** What SNS keeps, and where. */
import type { AccountId } from '../../aws/identifiers.ts'
import type { SealedText } from '../../dispatch/index.ts'
import { collection, type Key } from '../../store/index.ts'
import type { TopicAddress } from './domain/names.ts'
import type { KeptNotification } from './domain/notification.ts'
import type { Tags } from './domain/tags.ts'

/**
 * A topic. Every change of its subscriptions writes it, so that whoever checks its version in a commit has the subscriptions as
 * they are.
 */
export type Topic = TopicAddress & {
  /** Of this topic and no later one of its name. */
  readonly topicId: string
  readonly fifo: boolean
  /** Those that were set, as texts. */
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Tags
  readonly dataProtectionPolicy?: string
  /** Subscriptions that are confirmed, and of these those with a filter policy. */
  readonly confirmed: number
  readonly filtering: number
  /** Subscriptions that there are no more. */
  readonly deleted: number
  /** Unit: milliseconds since the epoch. */
  readonly createdAt: number
}

export const topics = collection<Topic>()({
  name: 'sns.topics',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** All keys of topics begin so. */
export const topicsPrefix: Key = ['sns.topics']

/** What a subscription's record says beside its settings. */
export type Subscription = {
  readonly topic: TopicAddress
  readonly topicId: string
  readonly id: string
  /** The account that subscribed. */
  readonly owner: AccountId
  /** The ARN of who subscribed. */
  readonly principal: string
  readonly protocol: string
  readonly endpoint: string
  /** Stands for the endpoint in keys. */
  readonly endpointHash: string
  /** `deleted`: an HTTP endpoint that may take it up again by its token. */
  readonly state: 'pending' | 'confirmed' | 'deleted'
  /** Who confirmed it was known. */
  readonly authenticated: boolean
  readonly authenticateOnUnsubscribe: boolean
  readonly token?: string
  /** Those that were set, as texts. */
  readonly attributes: Readonly<Record<string, string>>
  /** Unit: milliseconds since the epoch. */
  readonly createdAt: number
  /** Of what was not confirmed, or given up. */
  readonly expiresAt?: number
}

export const subscriptions = collection<Subscription>()({
  name: 'sns.subscriptions',
  key: ({ topicId, id }) => [topicId, id],
  indexes: {
    owner: {
      key: ({ state, owner, topic, topicId, id }) =>
        state === 'deleted' ? undefined : [owner, topic.region, topic.name, topicId, id],
    },
    endpoint: {
      key: ({ state, topicId, protocol, endpointHash }) =>
        state === 'deleted' ? undefined : [topicId, protocol, endpointHash],
      unique: true,
    },
    token: {
      key: ({ token, topicId }) => (token === undefined ? undefined : [topicId, token]),
      unique: true,
    },
  },
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** A message as the store has it. */
export type Kept = KeptNotification<SealedText>

/** A message of its own, where many deliveries share it. */
export function messageKey(messageId: string): Key {
  return ['sns.messages', messageId]
}

/** What was published under a deduplication id. Until it expires nothing else is. */
export type Published = { readonly messageId: string; readonly sequenceNumber: string }

/** `group` when messages of two groups may have the same id. */
export function publishedKey(topicId: string, group: string | undefined, deduplicationId: string): Key {
  return ['sns.published', topicId, ...(group === undefined ? [] : [group]), deduplicationId]
}

/** The last sequence number of a group. */
export function sequenceKey(topicId: string, group: string): Key {
  return ['sns.sequences', topicId, group]
}

/** A message on its way to one subscription. */
export type Delivery = {
  readonly topic: TopicAddress
  readonly topicId: string
  readonly subscriptionId: string
  readonly protocol: string
  readonly messageId: string
  /** Absent: it is kept beside, under its id. */
  readonly notification?: Kept
  /** Tells this delivery from all others. */
  readonly deliveryId: string
  /** Tries that failed. */
  readonly failures: number
  /** It has waited for its turn. */
  readonly hasTurn?: boolean
}

/** To AWS services, from standard topics. */
export const deliveryQueue: Key = ['sns.deliveries']
/** From FIFO topics: those of one subscription and message group wait for each other. */
export const orderedDeliveryQueue: Key = ['sns.ordered-deliveries']
/** To the world outside, which may take its time. */
export const httpDeliveryQueue: Key = ['sns.http-deliveries']

/** A message whose deliveries are still to be made, from behind one subscription on. */
export type FanOut = {
  readonly topic: TopicAddress
  readonly topicId: string
  readonly messageId: string
  readonly after?: string
}

export const fanOutQueue: Key = ['sns.fan-outs']

/** A message to an endpoint about its subscription itself. */
export type Confirmation = {
  readonly type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
  readonly topic: TopicAddress
  readonly topicId: string
  readonly subscriptionId: string
  readonly messageId: string
  readonly token: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
  readonly failures: number
}

export const confirmationQueue: Key = ['sns.confirmations']

/** A message that a subscription did not take, on its way to its dead-letter queue. */
export type DeadLetter = {
  readonly topic: TopicAddress
  readonly subscriptionId: string
  readonly messageId: string
  readonly queueArn: string
  /** The input of SendMessage beside the queue's address. Bytes are base64 under `base64`. */
  readonly input: DeadLetterInput
}

export type DeadLetterInput = {
  readonly body: string
  readonly attributes?: Readonly<
    Record<string, { readonly type: string; readonly text?: string; readonly base64?: string }>
  >
  readonly group?: string
  readonly deduplicationId?: string
  readonly traceHeader?: string
}

/** What a topic's role is to write about a delivery. */
export type StatusLog = {
  readonly topic: TopicAddress
  readonly topicId: string
  readonly roleArn: string
  readonly failed: boolean
  readonly text: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
}

export const statusLogQueue: Key = ['sns.status-logs']

export const deadLetterQueue: Key = ['sns.dead-letters']

/** What a deleted topic leaves behind. */
export type Removal = { readonly topicId: string }

export const removalQueue: Key = ['sns.removals']

/** The key that signs, and its certificate. */
export type SigningKey = { readonly privateKey: string; readonly certificate: string }

export const signingKeyKey: Key = ['sns.signing-key']
