import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { checkTransformation, type MetricTransformation } from '../domain/metric-filters.ts'
import { refuseUnbuilt } from '../domain/unbuilt-filter-options.ts'
import { recount } from '../filter-counts.ts'
import { checkNameBytes, loadGroup, requireStandardClass } from '../groups.ts'
import { readPattern } from '../patterns.ts'
import { type MetricFilter, metricFilters } from '../records.ts'
import { required } from '../required.ts'

/** Makes a metric filter or puts another in its place. Events that came before are not looked at. */
export async function putMetricFilter(
  input: Api.PutMetricFilterRequest,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region, now } = context
  const groupName = required(input.logGroupName, 'logGroupName')
  const name = required(input.filterName, 'filterName')
  const text = required(input.filterPattern, 'filterPattern')
  const transformation = readTransformation(
    required(input.metricTransformations?.[0], 'metricTransformations'),
  )
  checkNameBytes(name)
  refuseUnbuilt(input)
  const pattern = readPattern(text)
  checkTransformation(pattern, transformation)
  await change(context, async (commit) => {
    const group = await loadGroup(context, groupName)
    requireStandardClass(group.value)
    const before = await metricFilters.get(store, [group.value.id, name])
    const filter: MetricFilter = {
      groupId: group.value.id,
      accountId,
      region,
      groupName,
      name,
      pattern: text,
      transformation,
      createdAt: before?.value.createdAt ?? now,
    }
    metricFilters.put(commit, filter, before)
    recount(commit, group, {
      kind: 'metric',
      before: before && readPattern(before.value.pattern),
      after: pattern,
    })
  })
  return {}
}

function readTransformation(input: Api.MetricTransformation): MetricTransformation {
  const { defaultValue, dimensions, unit } = input
  return {
    metricName: required(input.metricName, 'metricName'),
    metricNamespace: required(input.metricNamespace, 'metricNamespace'),
    metricValue: required(input.metricValue, 'metricValue'),
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(unit === undefined ? {} : { unit }),
  }
}
