import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import { metricAlarmView } from '../alarm-views.ts'
import { eachAlarm } from '../alarms.ts'
import { queriesOfAlarm } from '../domain/alarm-queries.ts'
import { sortDimensions } from '../domain/dimensions.ts'
import { missingParameter } from '../errors.ts'
import { seriesIdOf } from '../series-id.ts'

/** Answers the alarms that watch a metric. */
export async function describeAlarmsForMetric(
  input: Api.DescribeAlarmsForMetricInput,
  { store, accountId, region, partition }: OperationContext,
): Promise<Api.DescribeAlarmsForMetricOutput> {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit } = input
  if (MetricName === undefined || Namespace === undefined)
    throw missingParameter('The parameters MetricName and Namespace are required.')
  const wanted = seriesIdOf({
    namespace: Namespace,
    name: MetricName,
    dimensions: sortDimensions(input.Dimensions),
  })
  const stat = Statistic ?? ExtendedStatistic
  const found: Api.MetricAlarm[] = []
  for await (const { value } of eachAlarm(store, [accountId, region])) {
    if (value.kind !== 'metric') continue
    const watches = queriesOfAlarm(value).some(
      (query) =>
        query.metric !== undefined &&
        seriesIdOf(query.metric) === wanted &&
        (stat === undefined || query.stat === stat) &&
        (Period === undefined || query.period === Period) &&
        (Unit === undefined || query.unit === Unit),
    )
    if (watches) found.push(metricAlarmView(value, partition))
  }
  return { MetricAlarms: found }
}
