import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidParameter } from '../errors.ts'
import { loadGroup } from '../groups.ts'
import { describeLimit } from '../limits.ts'
import { afterPrefix, type Listing, page } from '../listing.ts'
import { type MetricFilter, metricFilters } from '../records.ts'
import { metricFilterView } from '../views.ts'

/** Lists the metric filters of a group, or of all groups; those that make one metric, if it is named. */
export async function describeMetricFilters(
  input: Api.DescribeMetricFiltersRequest,
  context: OperationContext,
): Promise<Api.DescribeMetricFiltersResponse> {
  const { metricName, metricNamespace } = input
  // UNVERIFIED: the words.
  if ((metricName === undefined) !== (metricNamespace === undefined))
    throw invalidParameter('metricName and metricNamespace must be specified together.')
  const { read, keyOf, place } = await scopeOf(input, context)
  const { items, token } = await page<MetricFilter>({
    read,
    keyOf,
    wanted: ({ transformation }) =>
      metricName === undefined ||
      (transformation.metricName === metricName && transformation.metricNamespace === metricNamespace),
    limit: input.limit ?? describeLimit,
    token: input.nextToken,
    purpose: ['DescribeMetricFilters', ...place, metricName ?? null, metricNamespace ?? null],
  })
  return {
    metricFilters: items.map(metricFilterView),
    ...(token === undefined ? {} : { nextToken: token }),
  }
}

type Scope = Pick<Listing<MetricFilter>, 'read' | 'keyOf'> & { readonly place: readonly string[] }

/** A prefix counts only together with a group. Source: API Reference, DescribeMetricFilters, `filterNamePrefix`. */
async function scopeOf(input: Api.DescribeMetricFiltersRequest, context: OperationContext): Promise<Scope> {
  const { store, accountId, region } = context
  if (input.logGroupName === undefined) {
    const home = [accountId, region]
    return {
      read: (after, limit) =>
        metricFilters.listBy(store, 'account', {
          prefix: home,
          limit,
          ...(after === undefined ? {} : { after }),
        }),
      keyOf: ({ name, groupId }) => [...home, name, groupId],
      place: home,
    }
  }
  const { value: group } = await loadGroup(context, input.logGroupName)
  const prefix = input.filterNamePrefix ?? ''
  return {
    read: (after, limit) =>
      metricFilters.list(store, {
        prefix: [group.id],
        start: [group.id, prefix],
        end: [group.id, afterPrefix(prefix)],
        limit,
        ...(after === undefined ? {} : { after }),
      }),
    keyOf: ({ name }) => [group.id, name],
    place: [group.id, prefix],
  }
}
