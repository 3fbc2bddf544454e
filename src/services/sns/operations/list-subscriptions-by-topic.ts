import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { loadNow } from '../directory.ts'
import { pageSize } from '../limits.ts'
import { positionOf, tokenOf } from '../listing.ts'
import { subscriptions } from '../records.ts'
import { listedSubscription } from '../views.ts'

/** The subscriptions of a topic, of all accounts. A page may be short: those that were given up are left out. */
export async function listSubscriptionsByTopic(
  { TopicArn, NextToken }: Api.ListSubscriptionsByTopicInput,
  context: OperationContext,
): Promise<Api.ListSubscriptionsByTopicResponse> {
  const known = await loadNow(context, TopicArn)
  authorize(context, known, 'ListSubscriptionsByTopic')
  const { topicId } = known.topic
  const purpose = `sns subscriptions of ${topicId}`
  const { items, next } = await subscriptions.list(context.store, {
    prefix: [topicId],
    ...positionOf(purpose, NextToken),
    limit: pageSize,
  })
  const there = items.map(({ value }) => value).filter(({ state }) => state !== 'deleted')
  return { Subscriptions: there.map(listedSubscription), ...tokenOf(purpose, next) }
}
