/** What the operations about single subscriptions have in common. */
import { createHash } from 'node:crypto'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { type KnownTopic, readTopic } from './directory.ts'
import { readSubscriptionArn } from './domain/names.ts'
import { subscriptionNotFound } from './errors.ts'
import { type Subscription, subscriptions, type Topic, topics } from './records.ts'

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

/** Adds to a commit that the subscriptions of a topic are others now. */
export function touchTopic(commit: Atomic, { topic, stored }: KnownTopic, change: Partial<Topic> = {}): void {
  topics.put(commit, { ...topic, ...change }, stored)
}

/** Stands for an endpoint in keys, which may not be as long as it. */
export function hashOf(endpoint: string): string {
  return createHash('sha256').update(endpoint, 'utf8').digest('hex')
}
