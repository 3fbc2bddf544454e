import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import { sortDimensions } from '../domain/dimensions.ts'
import { cut, refusePeriod, roundStart } from '../domain/periods.ts'
import { compute, readStatistic } from '../domain/statistics.ts'
import { invalidCombination, invalidValue, missingParameter } from '../errors.ts'
import { statisticsPoints } from '../limits.ts'
import { seriesIdOf } from '../series-id.ts'
import { readSamples } from '../values.ts'

/** Answers statistics of one metric over time, in no order, each unit by itself. */
export async function getMetricStatistics(
  input: Api.GetMetricStatisticsInput,
  { store, now, accountId, region }: OperationContext,
): Promise<Api.GetMetricStatisticsOutput> {
  const namespace = require(input.Namespace, 'Namespace')
  const name = require(input.MetricName, 'MetricName')
  const period = require(input.Period, 'Period')
  const from = require(input.StartTime, 'StartTime').getTime()
  const end = require(input.EndTime, 'EndTime').getTime()
  const { Statistics = [], ExtendedStatistics = [], Unit } = input
  if (Statistics.length === 0 && ExtendedStatistics.length === 0)
    throw missingParameter(
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    )
  if (Statistics.length > 0 && ExtendedStatistics.length > 0)
    throw invalidCombination('The parameters Statistics and ExtendedStatistics are mutually exclusive.')
  if (from >= end) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.')
  const refusal = refusePeriod(period, from, now)
  if (refusal !== undefined) throw invalidValue(refusal)
  const extended = ExtendedStatistics.map((text) => {
    const statistic = readStatistic(text)
    if (!statistic || statistic.kind === 'basic')
      throw invalidValue(`The value ${text} for parameter ExtendedStatistics is not supported.`)
    return [text, statistic] as const
  })
  const start = roundStart(from, now, period)
  if ((end - start) / (period * 1000) > statisticsPoints)
    throw invalidCombination(
      `You have requested up to ${Math.ceil((end - start) / (period * 1000))} datapoints, which exceeds the limit of ${statisticsPoints}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    )
  const dimensions = sortDimensions(input.Dimensions)
  const id = seriesIdOf({ namespace, name, dimensions })
  const samples = await readSamples(store, { accountId, region }, id, start, end)
  const wanted = Unit === undefined ? samples : samples.filter(({ unit }) => unit === Unit)
  const byUnit = Map.groupBy(wanted, ({ unit }) => unit)
  const Datapoints = [...byUnit].flatMap(([unit, ofUnit]) =>
    cut(ofUnit, start, period).map(({ at, samples: group }): Api.Datapoint => {
      const basics = Statistics.flatMap((statistic) => {
        const value = compute({ kind: 'basic', name: statistic }, group)
        return value === undefined ? [] : [[statistic, value] as const]
      })
      const more = extended.flatMap(([text, statistic]) => {
        const value = compute(statistic, group)
        return value === undefined ? [] : [[text, value] as const]
      })
      return {
        Timestamp: new Date(at),
        Unit: unit as Api.StandardUnit,
        ...Object.fromEntries(basics),
        ...(more.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(more) }),
      }
    }),
  )
  return { Label: name, Datapoints }
}

function require<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw missingParameter(`The parameter ${name} is required.`)
  return value
}
