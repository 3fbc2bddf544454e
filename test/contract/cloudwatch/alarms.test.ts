import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { CloudWatch, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'

const clock = new VirtualClock(Date.UTC(2026, 10, 27, 6, 0, 10))
const server = testServer({ clock })
const clients: CloudWatch[] = []
after(() => {
  for (const client of clients) client.destroy()
})

function cloudwatch(account: string): CloudWatch {
  const client = new CloudWatch(server.config({ account }))
  clients.push(client)
  return client
}

const advance = (milliseconds: number) => clock.advance(milliseconds, () => server.lambent.idle())

const errors: PutMetricAlarmInput = {
  AlarmName: 'errors',
  Namespace: 'App',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 3,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
}

async function stateOf(client: CloudWatch, name: string, composite = false) {
  const { MetricAlarms, CompositeAlarms } = await client.describeAlarms({
    AlarmNames: [name],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  })
  return (composite ? CompositeAlarms : MetricAlarms)?.[0]
}

describe('alarms', () => {
  it('go by their metric, minute by minute', async () => {
    const client = cloudwatch('111111111111')
    await client.putMetricAlarm(errors)
    const fresh = await stateOf(client, 'errors')
    assert.equal(fresh?.StateValue, 'INSUFFICIENT_DATA')
    assert.equal(fresh?.StateReason, 'Unchecked: Initial alarm creation')
    assert.equal(fresh?.AlarmArn, 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:errors')
    const put = (Value: number) =>
      client.putMetricData({
        Namespace: 'App',
        MetricData: [{ MetricName: 'Errors', Value, Timestamp: new Date(clock.now()) }],
      })
    await advance(60_000)
    assert.equal((await stateOf(client, 'errors'))?.StateValue, 'OK')
    await put(4)
    await advance(60_000)
    assert.equal((await stateOf(client, 'errors'))?.StateValue, 'OK')
    await put(2)
    await put(3)
    await advance(60_000)
    const alarm = await stateOf(client, 'errors')
    assert.equal(alarm?.StateValue, 'ALARM')
    assert.equal(
      alarm?.StateReason,
      'Threshold Crossed: 2 out of the last 2 datapoints [5.0 (27/11/26 06:02:00), 4.0 (27/11/26 06:01:00)] were greater than the threshold (3.0) (minimum 2 datapoints for OK -> ALARM transition).',
    )
    assert.equal((JSON.parse(alarm?.StateReasonData ?? '') as { threshold: number }).threshold, 3)
    await advance(5 * 60_000)
    assert.equal((await stateOf(client, 'errors'))?.StateValue, 'OK')
    const { AlarmHistoryItems } = await client.describeAlarmHistory({ AlarmName: 'errors' })
    assert.deepEqual(
      AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary),
      [
        'Alarm updated from ALARM to OK',
        'Alarm updated from OK to ALARM',
        'Alarm updated from INSUFFICIENT_DATA to OK',
        'Alarm "errors" created',
      ],
    )
  })

  it('of others follow them', async () => {
    const client = cloudwatch('222222222222')
    for (const AlarmName of ['a', 'b']) await client.putMetricAlarm({ ...errors, AlarmName })
    await client.putCompositeAlarm({ AlarmName: 'both', AlarmRule: 'ALARM("a") AND NOT OK(b)' })
    const set = async (AlarmName: string, StateValue: 'OK' | 'ALARM') => {
      await client.setAlarmState({ AlarmName, StateValue, StateReason: 'a test' })
      await advance(10)
    }
    await advance(10)
    assert.equal((await stateOf(client, 'both', true))?.StateValue, 'OK')
    await set('a', 'ALARM')
    assert.equal((await stateOf(client, 'both', true))?.StateValue, 'ALARM')
    await set('b', 'OK')
    const composite = await stateOf(client, 'both', true)
    assert.equal(composite?.StateValue, 'OK')
    assert.match(composite?.StateReason ?? '', /alarm:b transitioned to OK at Friday 27 November, 2026 06:/)
    await assert.rejects(client.deleteAlarms({ AlarmNames: ['a'] }), { name: 'ValidationException' })
    await client.deleteAlarms({ AlarmNames: ['a', 'b', 'both'] })
    assert.deepEqual((await client.describeAlarms({})).MetricAlarms, [])
    await assert.rejects(client.deleteAlarms({ AlarmNames: ['a'] }), { name: 'ResourceNotFound' })
  })

  it('on expressions are evaluated too', async () => {
    const client = cloudwatch('333333333333')
    const stat = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'App', MetricName }, Period: 60, Stat: 'Sum' },
    })
    await client.putMetricAlarm({
      AlarmName: 'rate',
      Metrics: [stat('e', 'Errors'), stat('r', 'Requests'), { Id: 'rate', Expression: '100 * e / r' }],
      EvaluationPeriods: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    })
    await client.putMetricData({
      Namespace: 'App',
      MetricData: [
        { MetricName: 'Errors', Value: 1, Timestamp: new Date(clock.now()) },
        { MetricName: 'Requests', Value: 10, Timestamp: new Date(clock.now()) },
      ],
    })
    await advance(61_000)
    assert.equal((await stateOf(client, 'rate'))?.StateValue, 'ALARM')
  })

  it('are found by name, prefix, state and metric, page by page, and tagged', async () => {
    const client = cloudwatch('444444444444')
    for (const AlarmName of ['x-1', 'x-2', 'x-3', 'y-1'])
      await client.putMetricAlarm({ ...errors, AlarmName, Tags: [{ Key: 'team', Value: 'blue' }] })
    const first = await client.describeAlarms({ AlarmNamePrefix: 'x-', MaxRecords: 2 })
    const second = await client.describeAlarms({
      AlarmNamePrefix: 'x-',
      MaxRecords: 2,
      ...(first.NextToken === undefined ? {} : { NextToken: first.NextToken }),
    })
    const names = [first, second].flatMap(({ MetricAlarms }) =>
      MetricAlarms?.map(({ AlarmName }) => AlarmName),
    )
    assert.deepEqual(names, ['x-1', 'x-2', 'x-3'])
    assert.equal(second.NextToken, undefined)
    const watching = await client.describeAlarmsForMetric({ Namespace: 'App', MetricName: 'Errors' })
    assert.equal(watching.MetricAlarms?.length, 4)
    assert.deepEqual((await client.describeAlarms({ StateValue: 'ALARM' })).MetricAlarms, [])
    const ResourceARN = 'arn:aws:cloudwatch:us-east-1:444444444444:alarm:x-1'
    await client.tagResource({ ResourceARN, Tags: [{ Key: 'stage', Value: 'prod' }] })
    await client.untagResource({ ResourceARN, TagKeys: ['team'] })
    assert.deepEqual((await client.listTagsForResource({ ResourceARN })).Tags, [
      { Key: 'stage', Value: 'prod' },
    ])
    await assert.rejects(client.listTagsForResource({ ResourceARN: `${ResourceARN}0` }), {
      name: 'ResourceNotFoundException',
    })
  })

  it('that make no sense are refused', async () => {
    const client = cloudwatch('555555555555')
    const wrong: Array<[Partial<PutMetricAlarmInput>, string]> = [
      [{ DatapointsToAlarm: 3 }, 'ValidationException'],
      [{ Period: 45 }, 'ValidationException'],
      [{ EvaluationPeriods: 2000 }, 'ValidationException'],
      [{ ExtendedStatistic: 'p90' }, 'InvalidParameterCombinationException'],
      [{ TreatMissingData: 'maybe' }, 'ValidationException'],
      [{ AlarmActions: ['not an arn'] }, 'ValidationException'],
    ]
    for (const [part, name] of wrong)
      await assert.rejects(client.putMetricAlarm({ ...errors, ...part }), { name }, JSON.stringify(part))
    for (const AlarmRule of ['ALARM(', 'ALARM(nobody)', 'MAYBE(x)', 'TRUE AND', ''])
      await assert.rejects(client.putCompositeAlarm({ AlarmName: 'c', AlarmRule }), AlarmRule)
    await assert.rejects(client.setAlarmState({ AlarmName: 'nobody', StateValue: 'OK', StateReason: '' }), {
      name: 'ResourceNotFound',
    })
    assert.deepEqual((await client.describeAlarms({})).MetricAlarms, [])
  })
})

describe('dashboards', () => {
  it('are kept', async () => {
    const client = cloudwatch('666666666666')
    const DashboardBody = '{"widgets":[{"type":"text"},{}]}'
    const put = await client.putDashboard({ DashboardName: 'main', DashboardBody })
    assert.equal(put.DashboardValidationMessages?.length, 1)
    assert.deepEqual((await client.getDashboard({ DashboardName: 'main' })).DashboardBody, DashboardBody)
    assert.deepEqual(
      (await client.listDashboards({ DashboardNamePrefix: 'ma' })).DashboardEntries?.map(
        ({ DashboardName }) => DashboardName,
      ),
      ['main'],
    )
    await assert.rejects(client.putDashboard({ DashboardName: 'bad', DashboardBody: '[' }), {
      name: 'DashboardInvalidInputError',
    })
    await client.deleteDashboards({ DashboardNames: ['main'] })
    await assert.rejects(client.getDashboard({ DashboardName: 'main' }), { name: 'ResourceNotFound' })
  })
})
