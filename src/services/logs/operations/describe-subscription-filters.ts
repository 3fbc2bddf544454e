import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { loadGroup, requireStandardClass } from '../groups.ts'
import { describeLimit } from '../limits.ts'
import { afterPrefix, page } from '../listing.ts'
import { type SubscriptionFilter, subscriptionFilters } from '../records.ts'
import { required } from '../required.ts'
import { subscriptionFilterView } from '../views.ts'

/** Lists the subscription filters of a group. */
export async function describeSubscriptionFilters(
  input: Api.DescribeSubscriptionFiltersRequest,
  context: OperationContext,
): Promise<Api.DescribeSubscriptionFiltersResponse> {
  const { value: group } = await loadGroup(context, required(input.logGroupName, 'logGroupName'))
  requireStandardClass(group)
  const prefix = input.filterNamePrefix ?? ''
  const { items, token } = await page<SubscriptionFilter>({
    read: (after, limit) =>
      subscriptionFilters.list(context.store, {
        prefix: [group.id],
        start: [group.id, prefix],
        end: [group.id, afterPrefix(prefix)],
        limit,
        ...(after === undefined ? {} : { after }),
      }),
    keyOf: ({ name }) => [group.id, name],
    limit: input.limit ?? describeLimit,
    token: input.nextToken,
    purpose: ['DescribeSubscriptionFilters', group.id, prefix],
  })
  return {
    subscriptionFilters: items.map(subscriptionFilterView),
    ...(token === undefined ? {} : { nextToken: token }),
  }
}
