import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { testServer } from '../../support/server.ts'

const server = testServer()
const clients: CloudWatch[] = []
after(() => {
  for (const client of clients) client.destroy()
})

function cloudwatch(account: string): CloudWatch {
  const client = new CloudWatch(server.config({ account }))
  clients.push(client)
  return client
}

const minute = 60_000
/** The beginning of a minute a while ago. */
const base = Math.floor(Date.now() / minute) * minute - 10 * minute
const at = (offset: number) => new Date(base + offset * minute)
const range = { StartTime: at(0), EndTime: at(10) }

describe('metrics', () => {
  it('are told apart by their dimensions, and listed', async () => {
    const client = cloudwatch('111111111111')
    const MetricData = ['a', 'b'].map((Value) => ({
      MetricName: 'Latency',
      Dimensions: [
        { Name: 'Stage', Value: 'prod' },
        { Name: 'Host', Value },
      ],
      Value: 1,
    }))
    await client.putMetricData({ Namespace: 'App', MetricData })
    await client.putMetricData({ Namespace: 'Other', MetricData: [{ MetricName: 'Count', Value: 1 }] })
    const all = await client.listMetrics({})
    assert.deepEqual(
      all.Metrics?.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`),
      ['App Latency', 'App Latency', 'Other Count'],
    )
    const one = await client.listMetrics({
      Namespace: 'App',
      Dimensions: [{ Name: 'Host', Value: 'a' }],
      RecentlyActive: 'PT3H',
    })
    assert.deepEqual(one.Metrics, [
      {
        Namespace: 'App',
        MetricName: 'Latency',
        Dimensions: [
          { Name: 'Host', Value: 'a' },
          { Name: 'Stage', Value: 'prod' },
        ],
      },
    ])
    assert.deepEqual((await cloudwatch('111111111112').listMetrics({})).Metrics, [])
  })

  it('answer statistics of periods, percentiles too', async () => {
    const client = cloudwatch('222222222222')
    await client.putMetricData({
      Namespace: 'App',
      MetricData: [
        {
          MetricName: 'Latency',
          Timestamp: at(1),
          Values: [1, 2, 3, 4],
          Counts: [1, 1, 1, 97],
          Unit: 'Milliseconds',
        },
        { MetricName: 'Latency', Timestamp: at(1), Value: 10, Unit: 'Milliseconds' },
        {
          MetricName: 'Latency',
          Timestamp: at(3),
          Unit: 'Milliseconds',
          StatisticValues: { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 },
        },
      ],
    })
    const asked = { Namespace: 'App', MetricName: 'Latency', ...range }
    const basic = await client.getMetricStatistics({
      ...asked,
      Period: 60,
      Statistics: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'],
    })
    assert.equal(basic.Label, 'Latency')
    assert.deepEqual(
      basic.Datapoints?.toSorted((left, right) => Number(left.Timestamp) - Number(right.Timestamp)),
      [
        {
          Timestamp: at(1),
          Unit: 'Milliseconds',
          SampleCount: 101,
          Average: 404 / 101,
          Sum: 404,
          Minimum: 1,
          Maximum: 10,
        },
        {
          Timestamp: at(3),
          Unit: 'Milliseconds',
          SampleCount: 2,
          Average: 15,
          Sum: 30,
          Minimum: 10,
          Maximum: 20,
        },
      ],
    )
    const extended = await client.getMetricStatistics({
      ...asked,
      EndTime: at(2),
      Period: 60,
      ExtendedStatistics: ['p50', 'p100', 'tm99', 'TC(2:4)', 'PR(:3)'],
    })
    const { p50, p100, ...more } = extended.Datapoints?.[0]?.ExtendedStatistics ?? {}
    assert.deepEqual([p50, p100], [4, 10])
    assert.equal(more['TC(2:4)'], 98)
    assert.equal(Math.round(more['PR(:3)'] ?? 0), 3)
    const whole = await client.getMetricStatistics({
      ...asked,
      Period: 300,
      Statistics: ['Sum'],
      Unit: 'Milliseconds',
    })
    assert.deepEqual(
      whole.Datapoints?.map(({ Sum }) => Sum),
      [434],
    )
    assert.deepEqual(
      (await client.getMetricStatistics({ ...asked, Period: 60, Statistics: ['Sum'], Unit: 'Seconds' }))
        .Datapoints,
      [],
    )
  })

  it('are computed with', async () => {
    const client = cloudwatch('333333333333')
    const point = (MetricName: string, minutes: number, Value: number) => ({
      MetricName,
      Timestamp: at(minutes),
      Value,
    })
    await client.putMetricData({
      Namespace: 'App',
      MetricData: [
        point('Errors', 1, 1),
        point('Errors', 2, 4),
        point('Requests', 1, 10),
        point('Requests', 2, 8),
        point('Requests', 3, 5),
      ],
    })
    const stat = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'App', MetricName }, Period: 60, Stat: 'Sum' },
    })
    const { MetricDataResults } = await client.getMetricData({
      ...range,
      EndTime: at(4),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        stat('errors', 'Errors'),
        stat('requests', 'Requests'),
        { Id: 'rate', Expression: '100 * errors / requests', Label: 'Error rate' },
        { Id: 'filled', Expression: 'FILL(errors, 0)' },
        { Id: 'either', Expression: 'IF(requests >= 8 AND errors > 0, SUM([errors, requests]), -1)' },
        { Id: 'highest', Expression: 'MAX(METRICS()) ' },
      ],
    })
    const shown = MetricDataResults?.map(({ Id, Label, Values, StatusCode }) => [
      Id,
      Label,
      Values,
      StatusCode,
    ])
    assert.deepEqual(shown, [
      ['rate', 'Error rate', [10, 50], 'Complete'],
      ['filled', 'filled', [0, 1, 4, 0], 'Complete'],
      ['either', 'either', [11, 12], 'Complete'],
      ['highest', 'highest', [10, 8, 5], 'Complete'],
    ])
    assert.deepEqual(MetricDataResults?.[0]?.Timestamps, [at(1), at(2)])
  })

  it('come page by page', async () => {
    const client = cloudwatch('444444444444')
    const MetricData = Array.from({ length: 5 }, (_, minutes) => ({
      MetricName: 'Count',
      Timestamp: at(minutes),
      Value: minutes,
    }))
    await client.putMetricData({ Namespace: 'App', MetricData })
    const input = {
      ...range,
      MaxDatapoints: 2,
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: { Metric: { Namespace: 'App', MetricName: 'Count' }, Period: 60, Stat: 'Sum' },
        },
      ],
    }
    const values: number[] = []
    const statuses: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await client.getMetricData({ ...input, ...(NextToken === undefined ? {} : { NextToken }) })
      for (const { Values = [], StatusCode } of page.MetricDataResults ?? []) {
        values.push(...Values)
        statuses.push(StatusCode)
      }
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    assert.deepEqual(values, [4, 3, 2, 1, 0])
    assert.deepEqual(statuses, ['PartialData', 'PartialData', 'Complete'])
  })

  it('refuse what is none', async () => {
    const client = cloudwatch('555555555555')
    const put = (datum: object, Namespace = 'App') =>
      client.putMetricData({ Namespace, MetricData: [{ MetricName: 'x', ...datum }] })
    await assert.rejects(put({}), { name: 'MissingRequiredParameterException' })
    await assert.rejects(put({ Value: 1, Values: [1] }), { name: 'InvalidParameterCombinationException' })
    await assert.rejects(put({ Value: 1, Timestamp: new Date(0) }), {
      name: 'InvalidParameterValueException',
    })
    await assert.rejects(put({ Value: 2 ** 361 }), { name: 'InvalidParameterValueException' })
    await assert.rejects(put({ Value: 1, StorageResolution: 5 }), { name: 'InvalidParameterValueException' })
    await assert.rejects(put({ Values: [1, 2], Counts: [1] }), { name: 'InvalidParameterValueException' })
    await assert.rejects(put({ Value: 1, Unit: 'Parsecs' }), { name: 'ValidationException' })
    await assert.rejects(put({ Value: 1 }, 'AWS/Lambda'), {
      name: 'InvalidParameterValueException',
      message: 'The value AWS/ for parameter Namespace is invalid.',
    })
    assert.deepEqual((await client.listMetrics({})).Metrics, [])
    const asked = { Namespace: 'App', MetricName: 'x', ...range }
    await assert.rejects(client.getMetricStatistics({ ...asked, Period: 45, Statistics: ['Sum'] }), {
      name: 'InvalidParameterValueException',
    })
    await assert.rejects(client.getMetricStatistics({ ...asked, Period: 60 }), {
      name: 'MissingRequiredParameterException',
    })
    await assert.rejects(
      client.getMetricStatistics({ ...asked, StartTime: at(-5_000), Period: 60, Statistics: ['Sum'] }),
      { name: 'InvalidParameterCombinationException', message: /exceeds the limit of 1440/ },
    )
    for (const Expression of ['SUM(', 'nobody + 1', 'a', '1 + 2', 'SEARCH("x", "Sum")', '('.repeat(2000)])
      await assert.rejects(client.getMetricData({ ...range, MetricDataQueries: [{ Id: 'a', Expression }] }), {
        name: 'ValidationException',
      })
  })
})
