/** What the operations about single subscriptions have in common. */
import { createHash } from 'node:crypto'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { type KnownTopic, readTopic } from './directory.ts'
import { readSubscriptionArn } from './domain/names.ts'
import { filterPolicyLimitExceeded, subscriptionLimitExceeded, subscriptionNotFound } from './errors.ts'
import { fifoSubscriptionsMax, filterPoliciesPerTopicMax, subscriptionsMax } from './limits.ts'
import { type Subscription, subscriptions, topics } from './records.ts'

/** A subscription and its topic, as they are now. */
export interface FoundSubscription {
  readonly known: KnownTopic
  readonly stored: Stored<Subscription>
  readonly subscription: Subscription
}

/** Undefined when there is none, or no more. Fails with InvalidParameter for what is no subscription's ARN. */
export async function findSubscription(
  { store }: Pick<OperationContext, 'store'>,
  arn: string | undefined,
): Promise<FoundSubscription | undefined> {
  const { topic, id } = readSubscriptionArn(arn)
  const known = await readTopic(store, topic)
  const stored = known && (await subscriptions.get(store, [known.topic.topicId, id]))
  if (known === undefined || stored === undefined || stored.value.state === 'deleted') return undefined
  return { known, stored, subscription: stored.value }
}

/** Fails with InvalidParameter and NotFound. */
export async function requireSubscription(
  context: Pick<OperationContext, 'store'>,
  arn: string | undefined,
): Promise<FoundSubscription> {
  const found = await findSubscription(context, arn)
  if (found === undefined) throw subscriptionNotFound()
  return found
}

/**
 * Puts a subscription in the place of another (or of none) into a commit, and counts it in its topic's record, which whoever
 * publishes checks. Fails with SubscriptionLimitExceeded and FilterPolicyLimitExceeded.
 */
export function putSubscription(
  commit: Atomic,
  { topic, stored: storedTopic }: KnownTopic,
  next: Subscription | undefined,
  before: Stored<Subscription> | undefined,
): void {
  const changed = (counts: (subscription: Subscription) => boolean) =>
    Number(next !== undefined && counts(next)) - Number(before !== undefined && counts(before.value))
  const counted = {
    ...topic,
    confirmed: topic.confirmed + changed(isConfirmed),
    filtering: topic.filtering + changed(isFiltering),
    deleted: topic.deleted + deletions(next, before?.value),
  }
  if (
    counted.confirmed > topic.confirmed &&
    counted.confirmed > (topic.fifo ? fifoSubscriptionsMax : subscriptionsMax)
  )
    throw subscriptionLimitExceeded()
  if (counted.filtering > topic.filtering && counted.filtering > filterPoliciesPerTopicMax)
    throw filterPolicyLimitExceeded()
  if (next) subscriptions.put(commit, next, before)
  else if (before) subscriptions.remove(commit, before)
  topics.put(commit, counted, storedTopic)
}

function isConfirmed({ state }: Subscription): boolean {
  return state === 'confirmed'
}

function isFiltering({ state, attributes }: Subscription): boolean {
  return state === 'confirmed' && attributes.FilterPolicy !== undefined
}

/** One that an endpoint takes up again is not deleted any more. */
function deletions(next: Subscription | undefined, before: Subscription | undefined): number {
  const isGone = (subscription: Subscription | undefined) =>
    subscription === undefined || subscription.state === 'deleted'
  if (before === undefined) return 0
  return Number(isGone(next)) - Number(isGone(before))
}

/** Stands for an endpoint in keys, which may not be as long as it. */
export function hashOf(endpoint: string): string {
  return createHash('sha256').update(endpoint, 'utf8').digest('hex')
}
