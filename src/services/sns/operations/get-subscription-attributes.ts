import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorizeSubscription } from '../authorization.ts'
import { requireSubscription } from '../subscribing.ts'
import { subscriptionAttributes } from '../views.ts'

export async function getSubscriptionAttributes(
  { SubscriptionArn }: Api.GetSubscriptionAttributesInput,
  context: OperationContext,
): Promise<Api.GetSubscriptionAttributesResponse> {
  const { known, subscription } = await requireSubscription(context, SubscriptionArn)
  authorizeSubscription(context, subscription, 'GetSubscriptionAttributes')
  return { Attributes: subscriptionAttributes(subscription, known.topic.attributes.DeliveryPolicy) }
}
