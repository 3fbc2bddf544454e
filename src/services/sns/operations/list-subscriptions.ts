import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { pageSize } from '../limits.ts'
import { positionOf, tokenOf } from '../listing.ts'
import { subscriptions } from '../records.ts'
import { listedSubscription } from '../views.ts'

/** The account's subscriptions in this region, by their topics. */
export async function listSubscriptions(
  { NextToken }: Api.ListSubscriptionsInput,
  context: OperationContext,
): Promise<Api.ListSubscriptionsResponse> {
  const { accountId, region, store } = context
  const purpose = `sns subscriptions ${accountId} ${region}`
  const { items, next } = await subscriptions.listBy(store, 'owner', {
    prefix: [accountId, region],
    ...positionOf(purpose, NextToken),
    limit: pageSize,
  })
  return { Subscriptions: items.map(({ value }) => listedSubscription(value)), ...tokenOf(purpose, next) }
}
