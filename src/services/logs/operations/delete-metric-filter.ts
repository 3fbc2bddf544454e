import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { metricFilterNotFound } from '../errors.ts'
import { recount } from '../filter-counts.ts'
import { loadGroup } from '../groups.ts'
import { readPattern } from '../patterns.ts'
import { metricFilters } from '../records.ts'
import { required } from '../required.ts'

/** Takes a metric filter away; what it has published stays. */
export async function deleteMetricFilter(
  input: Api.DeleteMetricFilterRequest,
  context: OperationContext,
): Promise<object> {
  const groupName = required(input.logGroupName, 'logGroupName')
  const name = required(input.filterName, 'filterName')
  await change(context, async (commit) => {
    const group = await loadGroup(context, groupName)
    const stored = await metricFilters.get(context.store, [group.value.id, name])
    if (stored === undefined) throw metricFilterNotFound()
    metricFilters.remove(commit, stored)
    recount(commit, group, { kind: 'metric', before: readPattern(stored.value.pattern), after: undefined })
  })
  return {}
}
