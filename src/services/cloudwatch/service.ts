import type { CloudWatch } from '@aws-sdk/client-cloudwatch'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { handleActions } from './action-work.ts'
import { rollUpDue, rollupEveryMs } from './compaction.ts'
import { Compactor } from './compactor.ts'
import { handleEvaluations } from './evaluation-work.ts'
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './operations/dashboards.ts'
import { deleteAlarms } from './operations/delete-alarms.ts'
import { describeAlarmHistory } from './operations/describe-alarm-history.ts'
import { describeAlarms } from './operations/describe-alarms.ts'
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts'
import { disableAlarmActions, enableAlarmActions } from './operations/enable-alarm-actions.ts'
import { getMetricData } from './operations/get-metric-data.ts'
import { getMetricStatistics } from './operations/get-metric-statistics.ts'
import { listMetrics } from './operations/list-metrics.ts'
import { putCompositeAlarm } from './operations/put-composite-alarm.ts'
import { putMetricAlarm } from './operations/put-metric-alarm.ts'
import { putMetricData } from './operations/put-metric-data.ts'
import { setAlarmState } from './operations/set-alarm-state.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { validation } from './validation.ts'

/** CloudWatch: metrics, alarms, dashboards. */
export const service: ServiceDefinition = {
  prefix: 'cloudwatch',
  model: 'cloudwatch',
  operations: {
    DeleteAlarms: deleteAlarms,
    DeleteDashboards: deleteDashboards,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    GetDashboard: getDashboard,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListDashboards: listDashboards,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    PutCompositeAlarm: putCompositeAlarm,
    PutDashboard: putDashboard,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
    TagResource: tagResource,
    UntagResource: untagResource,
  } satisfies OperationTable<CloudWatch>,
  resourceTypes: {
    'AWS::CloudWatch::Alarm': async () => (await import('./resources/alarm.ts')).alarm,
    'AWS::CloudWatch::CompositeAlarm': async () => (await import('./resources/alarm.ts')).compositeAlarm,
    'AWS::CloudWatch::Dashboard': async () => (await import('./resources/dashboard.ts')).dashboard,
  },
  validation,
  start: async (surroundings) => {
    handleEvaluations(surroundings)
    handleActions(surroundings)
    surroundings.jobs.every(
      'cloudwatch.rollups',
      rollupEveryMs,
      ({ signal }) => rollUpDue(surroundings, signal),
      {
        isTidying: true,
      },
    )
    return new Compactor(surroundings)
  },
}
