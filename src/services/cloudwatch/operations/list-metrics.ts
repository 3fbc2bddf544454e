import type * as Api from '@aws-sdk/client-cloudwatch'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { invalidNextToken, invalidValue } from '../errors.ts'
import { listPageCount, recentMs } from '../limits.ts'
import { type Metric, metrics } from '../records.ts'

/** Lists metrics that had a value in the last two weeks. */
export async function listMetrics(
  input: Api.ListMetricsInput,
  { store, now, accountId, region }: OperationContext,
): Promise<Api.ListMetricsOutput> {
  const { Namespace, MetricName, Dimensions, RecentlyActive, NextToken, OwningAccount } = input
  if (OwningAccount !== undefined && OwningAccount !== accountId)
    throw invalidValue('OwningAccount names an account that is not linked to this one.')
  const purpose = JSON.stringify([
    'cloudwatch ListMetrics',
    accountId,
    region,
    Namespace,
    MetricName,
    Dimensions,
    RecentlyActive,
  ])
  const prefix: Key = [
    accountId,
    region,
    ...(Namespace === undefined ? [] : [Namespace]),
    ...(Namespace === undefined || MetricName === undefined ? [] : [MetricName]),
  ]
  const found: Metric[] = []
  let after = NextToken === undefined ? undefined : readPosition(purpose, NextToken)
  for (;;) {
    const page = await metrics.list(store, {
      prefix,
      limit: listPageCount,
      ...(after === undefined ? {} : { after }),
    })
    for (const { value } of page.items) {
      const { namespace, name, id } = value
      if (found.length === listPageCount)
        return answer(found, writePageToken(purpose, after?.map(String) ?? []))
      after = [accountId, region, namespace, name, id]
      if (MetricName !== undefined && name !== MetricName) continue
      // The hour is known, not the minute.
      if (RecentlyActive === 'PT3H' && value.seenAt < now - recentMs - 3_600_000) continue
      if (hasDimensions(value, Dimensions)) found.push(value)
    }
    if (page.next === undefined) return answer(found)
    after = page.next
  }
}

function readPosition(purpose: string, token: string): Key {
  const position = readPageToken(purpose, token)
  if (!Array.isArray(position) || !position.every((part) => typeof part === 'string'))
    throw invalidNextToken()
  return position
}

function hasDimensions({ dimensions }: Metric, filters: readonly Api.DimensionFilter[] | undefined): boolean {
  return (filters ?? []).every(({ Name, Value }) =>
    dimensions.some(({ name, value }) => name === Name && (Value === undefined || value === Value)),
  )
}

function answer(found: readonly Metric[], token?: string): Api.ListMetricsOutput {
  return {
    Metrics: found.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions.map((dimension) => ({ Name: dimension.name, Value: dimension.value })),
    })),
    ...(token === undefined ? {} : { NextToken: token }),
  }
}
