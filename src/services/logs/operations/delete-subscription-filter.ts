import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { subscriptionFilterNotFound } from '../errors.ts'
import { recount } from '../filter-counts.ts'
import { loadGroup } from '../groups.ts'
import { readPattern } from '../patterns.ts'
import { subscriptionFilters } from '../records.ts'
import { required } from '../required.ts'

/** Takes a subscription filter away. */
export async function deleteSubscriptionFilter(
  input: Api.DeleteSubscriptionFilterRequest,
  context: OperationContext,
): Promise<object> {
  const groupName = required(input.logGroupName, 'logGroupName')
  const name = required(input.filterName, 'filterName')
  await change(context, async (commit) => {
    const group = await loadGroup(context, groupName)
    const stored = await subscriptionFilters.get(context.store, [group.value.id, name])
    if (stored === undefined) throw subscriptionFilterNotFound()
    subscriptionFilters.remove(commit, stored)
    const before = readPattern(stored.value.pattern)
    recount(commit, group, { kind: 'subscription', before, after: undefined })
  })
  return {}
}
