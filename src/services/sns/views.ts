/** Records as answers. */
import type { Store } from '../../store/index.ts'
import { type KnownTopic, subscriptionsOf } from './directory.ts'
import { effectiveSubscriptionPolicy, effectiveTopicPolicy } from './domain/delivery-policy.ts'
import { subscriptionArn, topicArn } from './domain/names.ts'
import { isRaw, scopeOf } from './domain/subscription-attributes.ts'
import type { Subscription } from './records.ts'

/** What GetTopicAttributes answers. */
export async function topicAttributes(
  store: Store,
  { topic, arn, policy }: KnownTopic,
): Promise<Record<string, string>> {
  let pending = 0
  for await (const { value } of subscriptionsOf(store, topic.topicId)) {
    if (value.state === 'pending') pending++
  }
  return {
    DisplayName: '',
    ...(topic.fifo
      ? {
          FifoTopic: 'true',
          ContentBasedDeduplication: 'false',
          // UNVERIFIED: that AWS shows it before it was set.
          FifoThroughputScope: 'Topic',
        }
      : {}),
    ...topic.attributes,
    TopicArn: arn,
    Owner: topic.accountId,
    Policy: policy,
    EffectiveDeliveryPolicy: effectiveTopicPolicy(topic.attributes.DeliveryPolicy),
    SubscriptionsConfirmed: String(topic.confirmed),
    SubscriptionsPending: String(pending),
    SubscriptionsDeleted: String(topic.deleted),
  }
}

/** What GetSubscriptionAttributes answers. */
export function subscriptionAttributes(
  subscription: Subscription,
  topicPolicy: string | undefined,
): Record<string, string> {
  const { topic, id, owner, principal, protocol, endpoint, state, authenticated, attributes } = subscription
  const { FilterPolicyScope: _scope, ...others } = attributes
  const { DeliveryPolicy: policy, FilterPolicy: filter } = attributes
  return {
    ...others,
    ...(filter === undefined ? {} : { FilterPolicyScope: scopeOf(attributes) }),
    ...(policy === undefined
      ? {}
      : { EffectiveDeliveryPolicy: effectiveSubscriptionPolicy(topicPolicy, policy) }),
    SubscriptionArn: subscriptionArn(topic, id),
    TopicArn: topicArn(topic),
    Owner: owner,
    SubscriptionPrincipal: principal,
    Protocol: protocol,
    Endpoint: endpoint,
    RawMessageDelivery: String(isRaw(attributes)),
    PendingConfirmation: String(state === 'pending'),
    ConfirmationWasAuthenticated: String(authenticated),
  }
}

/** One line of a listing of subscriptions. */
export function listedSubscription({ topic, id, owner, protocol, endpoint, state }: Subscription): {
  readonly SubscriptionArn: string
  readonly Owner: string
  readonly Protocol: string
  readonly Endpoint: string
  readonly TopicArn: string
} {
  return {
    SubscriptionArn: state === 'confirmed' ? subscriptionArn(topic, id) : 'PendingConfirmation',
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn(topic),
  }
}
