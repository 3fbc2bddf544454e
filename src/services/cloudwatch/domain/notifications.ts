/**
 * What others are told of an alarm's new state. Sources: CloudWatch User Guide, "Alarm events and EventBridge" (sample events) and "Event
 * object sent from CloudWatch to Lambda"; the JSON that topics get, as AWS's own examples of alarm mails and functions show it.
 */
import type { AlarmRecord, AlarmState, MetricAlarmRecord } from './alarm.ts'
import { queriesOfAlarm } from './alarm-queries.ts'
import { awsInstant } from './instants.ts'

/** Regions as messages to topics name them. Source: AWS General Reference, "Regional endpoints". */
const regionTitles: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'ca-central-1': 'Canada (Central)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-west-3': 'EU (Paris)',
  'eu-north-1': 'EU (Stockholm)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'sa-east-1': 'South America (Sao Paulo)',
}

/** The longest subject of a message. Source: SNS API Reference, Publish, Subject. */
const subjectCharacters = 100

/** What a topic gets. */
export function snsMessage(
  alarm: AlarmRecord,
  before: AlarmState,
  arn: string,
): { readonly subject: string; readonly message: string } {
  const { name, description, accountId, region, state, configuredAt } = alarm
  const title = regionTitles[region] ?? region
  return {
    subject: `${state.value}: "${name}" in ${title}`.slice(0, subjectCharacters),
    message: JSON.stringify({
      AlarmName: name,
      AlarmDescription: description ?? null,
      AWSAccountId: accountId,
      AlarmConfigurationUpdatedTimestamp: awsInstant(configuredAt),
      NewStateValue: state.value,
      NewStateReason: state.reason,
      StateChangeTime: awsInstant(state.transitionedAt),
      Region: title,
      AlarmArn: arn,
      OldStateValue: before.value,
      OKActions: alarm.okActions,
      AlarmActions: alarm.alarmActions,
      InsufficientDataActions: alarm.insufficientDataActions,
      ...(alarm.kind === 'metric' ? { Trigger: triggerOf(alarm) } : { AlarmRule: alarm.rule }),
    }),
  }
}

function triggerOf(alarm: MetricAlarmRecord): object {
  const common = {
    Period: alarm.period,
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: alarm.lowSampleCount ?? '',
  }
  const { metric } = alarm
  if (!metric) {
    const Metrics = (alarm.queries ?? []).map(
      ({ id, label, returnData, expression, period, metric: of, stat }) => ({
        Id: id,
        ...(label === undefined ? {} : { Label: label }),
        ReturnData: returnData,
        ...(expression === undefined ? {} : { Expression: expression }),
        ...(of === undefined
          ? {}
          : {
              MetricStat: {
                Metric: {
                  Dimensions: of.dimensions.map((dimension) => ({
                    value: dimension.value,
                    name: dimension.name,
                  })),
                  MetricName: of.name,
                  Namespace: of.namespace,
                },
                Period: period,
                Stat: stat,
              },
            }),
      }),
    )
    return { ...common, Metrics }
  }
  const statistic = alarm.statistic ?? ''
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    ...(alarm.extendedStatistic === undefined
      ? {
          StatisticType: 'Statistic',
          Statistic: statistic === 'SampleCount' ? 'SAMPLE_COUNT' : statistic.toUpperCase(),
        }
      : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: alarm.extendedStatistic }),
    Unit: alarm.unit ?? null,
    Dimensions: metric.dimensions.map((dimension) => ({ value: dimension.value, name: dimension.name })),
    ...common,
  }
}

function stateView({ value, reason, reasonData, transitionedAt }: AlarmState): object {
  return {
    value,
    reason,
    ...(reasonData === undefined ? {} : { reasonData }),
    timestamp: awsInstant(transitionedAt),
  }
}

function configurationOf(alarm: AlarmRecord): object {
  const description = alarm.description === undefined ? {} : { description: alarm.description }
  if (alarm.kind === 'composite') return { alarmRule: alarm.rule, ...description }
  const metrics = queriesOfAlarm(alarm).map(
    ({ id, expression, label, returnData, metric, period, stat, unit }) => ({
      id,
      ...(expression === undefined ? {} : { expression }),
      ...(label === undefined ? {} : { label }),
      ...(metric === undefined
        ? {}
        : {
            metricStat: {
              metric: {
                namespace: metric.namespace,
                name: metric.name,
                dimensions: Object.fromEntries(
                  metric.dimensions.map((dimension) => [dimension.name, dimension.value]),
                ),
              },
              period,
              stat,
              ...(unit === undefined ? {} : { unit }),
            },
          }),
      returnData,
    }),
  )
  return { ...description, metrics }
}

/** What a function gets. */
export function lambdaPayload(alarm: AlarmRecord, before: AlarmState, arn: string): object {
  return {
    source: 'aws.cloudwatch',
    alarmArn: arn,
    accountId: alarm.accountId,
    time: awsInstant(alarm.state.transitionedAt),
    region: alarm.region,
    alarmData: detailOf(alarm, before),
  }
}

function detailOf(alarm: AlarmRecord, before: AlarmState): object {
  return {
    alarmName: alarm.name,
    state: stateView(alarm.state),
    previousState: stateView(before),
    configuration: configurationOf(alarm),
  }
}

/** The entry for PutEvents. */
export function alarmEvent(alarm: AlarmRecord, before: AlarmState, arn: string): object {
  return {
    Source: 'aws.cloudwatch',
    DetailType: 'CloudWatch Alarm State Change',
    Resources: [arn],
    Time: new Date(alarm.state.transitionedAt),
    Detail: JSON.stringify(detailOf(alarm, before)),
  }
}
