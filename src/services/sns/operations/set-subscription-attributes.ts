import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorizeSubscription } from '../authorization.ts'
import { change } from '../directory.ts'
import { withAttribute } from '../domain/subscription-attributes.ts'
import { putSubscription, requireSubscription } from '../subscribing.ts'

export async function setSubscriptionAttributes(
  {
    SubscriptionArn,
    AttributeName: name = '',
    AttributeValue: value = '',
  }: Api.SetSubscriptionAttributesInput,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const { known, stored, subscription } = await requireSubscription(context, SubscriptionArn)
    authorizeSubscription(context, subscription, 'SetSubscriptionAttributes')
    const { protocol, attributes: before } = subscription
    const attributes = withAttribute(before, name, value, { protocol, fifo: known.topic.fifo, prefix: '' })
    putSubscription(commit, known, { ...subscription, attributes }, stored)
  })
  return {}
}
