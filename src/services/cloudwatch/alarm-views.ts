/** Alarms as answers have them. */
import type * as Api from '@aws-sdk/client-cloudwatch'
import { alarmArn } from './alarms.ts'
import type { AlarmRecord, CompositeAlarmRecord, MetricAlarmRecord } from './domain/alarm.ts'
import { queriesView } from './query-input.ts'

function common(alarm: AlarmRecord, partition: string) {
  const { state } = alarm
  return {
    AlarmName: alarm.name,
    AlarmArn: alarmArn(alarm, partition),
    ...(alarm.description === undefined ? {} : { AlarmDescription: alarm.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [...alarm.okActions],
    AlarmActions: [...alarm.alarmActions],
    InsufficientDataActions: [...alarm.insufficientDataActions],
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.transitionedAt),
  }
}

export function metricAlarmView(alarm: MetricAlarmRecord, partition: string): Api.MetricAlarm {
  const { metric, queries } = alarm
  return {
    ...common(alarm, partition),
    ...(metric
      ? {
          MetricName: metric.name,
          Namespace: metric.namespace,
          Dimensions: metric.dimensions.map((dimension) => ({
            Name: dimension.name,
            Value: dimension.value,
          })),
          Period: alarm.period,
        }
      : { Dimensions: [], Metrics: queriesView(queries ?? []) }),
    ...(alarm.statistic === undefined ? {} : { Statistic: alarm.statistic as Api.Statistic }),
    ...(alarm.extendedStatistic === undefined ? {} : { ExtendedStatistic: alarm.extendedStatistic }),
    ...(alarm.unit === undefined ? {} : { Unit: alarm.unit as Api.StandardUnit }),
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    ...(alarm.treatMissingData === undefined ? {} : { TreatMissingData: alarm.treatMissingData }),
    ...(alarm.lowSampleCount === undefined ? {} : { EvaluateLowSampleCountPercentile: alarm.lowSampleCount }),
  }
}

export function compositeAlarmView(alarm: CompositeAlarmRecord, partition: string): Api.CompositeAlarm {
  return { ...common(alarm, partition), AlarmRule: alarm.rule }
}
