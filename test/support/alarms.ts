import type { CloudWatch } from '@aws-sdk/client-cloudwatch'

/** Makes an alarm that stays as SetAlarmState sets it, since nothing is measured. */
export async function putStillAlarm(cloudwatch: CloudWatch, AlarmName: string): Promise<void> {
  await cloudwatch.putMetricAlarm({
    AlarmName,
    Namespace: 'Shop',
    MetricName: 'Faults',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
  })
}
