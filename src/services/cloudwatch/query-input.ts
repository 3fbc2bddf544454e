/** Queries as requests have them. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { AlarmQuery } from './domain/alarm.ts'
import { sortDimensions } from './domain/dimensions.ts'
import { missingParameter } from './errors.ts'

/** Takes queries out of a request; whether they make sense is seen by `readQueries`. */
export function queriesOf(given: readonly MetricDataQuery[], path: string): AlarmQuery[] {
  return given.map((query, index) => {
    const at = `${path}.member.${index + 1}`
    const { Id, Label, ReturnData, Expression, Period, MetricStat } = query
    if (Id === undefined) throw missingParameter(`The parameter ${at}.Id is required.`)
    const common = {
      id: Id,
      ...(Label === undefined ? {} : { label: Label }),
      returnData: ReturnData ?? true,
      ...(Expression === undefined ? {} : { expression: Expression }),
    }
    if (!MetricStat) return { ...common, ...(Period === undefined ? {} : { period: Period }) }
    const { Metric, Stat, Unit } = MetricStat
    if (Metric?.Namespace === undefined || Metric.MetricName === undefined)
      throw missingParameter(`The parameters ${at}.MetricStat.Metric.Namespace and MetricName are required.`)
    return {
      ...common,
      metric: {
        namespace: Metric.Namespace,
        name: Metric.MetricName,
        dimensions: sortDimensions(Metric.Dimensions),
      },
      ...(MetricStat.Period === undefined ? {} : { period: MetricStat.Period }),
      ...(Stat === undefined ? {} : { stat: Stat }),
      ...(Unit === undefined ? {} : { unit: Unit }),
    }
  })
}

/** Queries as answers have them. */
export function queriesView(queries: readonly AlarmQuery[]): MetricDataQuery[] {
  return queries.map(({ id, label, returnData, expression, period, metric, stat, unit }) => ({
    Id: id,
    ...(label === undefined ? {} : { Label: label }),
    ReturnData: returnData,
    ...(expression === undefined ? {} : { Expression: expression }),
    ...(metric === undefined
      ? period === undefined
        ? {}
        : { Period: period }
      : {
          MetricStat: {
            Metric: {
              Namespace: metric.namespace,
              MetricName: metric.name,
              Dimensions: metric.dimensions.map((dimension) => ({
                Name: dimension.name,
                Value: dimension.value,
              })),
            },
            Period: period,
            Stat: stat,
            ...(unit === undefined ? {} : { Unit: unit as 'Count' }),
          },
        }),
  }))
}
