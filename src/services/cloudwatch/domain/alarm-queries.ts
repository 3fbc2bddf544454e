import type { AlarmQuery, MetricAlarmRecord } from './alarm.ts'

/** An alarm's queries; one on a single metric has one by the id `m1`. */
export function queriesOfAlarm(alarm: MetricAlarmRecord): AlarmQuery[] {
  if (alarm.queries) return [...alarm.queries]
  const { metric, period, unit } = alarm
  if (!metric) return []
  return [
    {
      id: 'm1',
      metric,
      stat: alarm.statistic ?? alarm.extendedStatistic ?? '',
      returnData: true,
      ...(period === undefined ? {} : { period }),
      ...(unit === undefined ? {} : { unit }),
    },
  ]
}
