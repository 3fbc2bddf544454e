import type * as Api from '@aws-sdk/client-cloudwatch'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { refusePeriod, roundStart } from '../domain/periods.ts'
import { invalidNextToken, invalidValue, missingParameter, validationError } from '../errors.ts'
import { dataPoints, queryCount } from '../limits.ts'
import { computeQueries, readQueries } from '../queries.ts'
import { queriesOf } from '../query-input.ts'

/** Answers metrics and expressions over them, page by page. */
export async function getMetricData(
  input: Api.GetMetricDataInput,
  context: OperationContext,
): Promise<Api.GetMetricDataOutput> {
  const { store, now, accountId, region } = context
  const { MetricDataQueries, StartTime, EndTime, NextToken, MaxDatapoints = dataPoints, ScanBy } = input
  if (!MetricDataQueries?.length) throw missingParameter('The parameter MetricDataQueries is required.')
  if (MetricDataQueries.length > queryCount)
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${queryCount}.`)
  if (!StartTime || !EndTime) throw missingParameter('The parameters StartTime and EndTime are required.')
  if (StartTime >= EndTime)
    throw validationError('The parameter StartTime must be less than the parameter EndTime.')
  if (MaxDatapoints < 1 || MaxDatapoints > dataPoints)
    throw invalidValue(`The parameter MaxDatapoints must be between 1 and ${dataPoints}.`)
  const queries = readQueries(queriesOf(MetricDataQueries, 'MetricDataQueries'))
  if (!queries.some(({ returnData }) => returnData))
    throw validationError('At least one of the queries must have ReturnData true.')
  for (const query of queries) {
    const refusal = query.kind === 'metric' ? refusePeriod(query.period, StartTime.getTime(), now) : undefined
    if (refusal !== undefined) throw validationError(refusal)
  }
  const least = Math.min(...queries.map(({ period }) => period ?? 60))
  const range = { start: roundStart(StartTime.getTime(), now, least), end: EndTime.getTime() }
  const computed = await computeQueries(store, { accountId, region }, queries, range)
  const results = queries
    .filter(({ returnData }) => returnData)
    .flatMap(({ id }) =>
      (computed.get(id) ?? []).map(({ label, points }) => {
        const ordered = ScanBy === 'TimestampAscending' ? [...points] : [...points].reverse()
        return { id, label, points: ordered }
      }),
    )
  const purpose = JSON.stringify([
    'cloudwatch GetMetricData',
    accountId,
    region,
    MetricDataQueries,
    StartTime,
    EndTime,
  ])
  const skip = NextToken === undefined ? 0 : readPageToken(purpose, NextToken)
  if (typeof skip !== 'number') throw invalidNextToken()
  return page(results, skip, MaxDatapoints, purpose)
}

interface Result {
  readonly id: string
  readonly label: string
  readonly points: ReadonlyArray<readonly [number, number]>
}

/** So many points, after those that earlier pages had. */
function page(
  results: readonly Result[],
  skip: number,
  most: number,
  purpose: string,
): Api.GetMetricDataOutput {
  let toSkip = skip
  let left = most
  let isCut = false
  const shown: Api.MetricDataResult[] = []
  for (const { id, label, points } of results) {
    const from = Math.min(toSkip, points.length)
    toSkip -= from
    const kept = points.slice(from, from + left)
    left -= kept.length
    const isWhole = from + kept.length === points.length
    if (!isWhole) isCut = true
    if (kept.length === 0 && (from > 0 || !isWhole)) continue
    shown.push({
      Id: id,
      Label: label,
      Timestamps: kept.map(([at]) => new Date(at)),
      Values: kept.map(([, value]) => value),
      StatusCode: isWhole ? 'Complete' : 'PartialData',
    })
  }
  return {
    MetricDataResults: shown,
    Messages: [],
    ...(isCut ? { NextToken: writePageToken(purpose, skip + most) } : {}),
  }
}
