import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { testServer } from '../../support/server.ts'

const server = testServer()
const clients: Array<{ destroy(): void }> = []
after(() => {
  for (const client of clients) client.destroy()
})

describe('metric filters of log groups', () => {
  it('make metrics of what is logged', async () => {
    const [logs, cloudwatch] = [new CloudWatchLogs(server.config()), new CloudWatch(server.config())]
    clients.push(logs, cloudwatch)
    const logGroupName = '/app'
    await logs.createLogGroup({ logGroupName })
    await logs.createLogStream({ logGroupName, logStreamName: 's' })
    await logs.putMetricFilter({
      logGroupName,
      filterName: 'slow',
      filterPattern: '{ $.ms > 100 }',
      metricTransformations: [
        { metricNamespace: 'App', metricName: 'Slow', metricValue: '$.ms', unit: 'Milliseconds' },
      ],
    })
    const timestamp = Date.now()
    await logs.putLogEvents({
      logGroupName,
      logStreamName: 's',
      logEvents: [50, 150, 250].map((ms) => ({ timestamp, message: JSON.stringify({ ms }) })),
    })
    await server.lambent.idle()
    const { Datapoints } = await cloudwatch.getMetricStatistics({
      Namespace: 'App',
      MetricName: 'Slow',
      StartTime: new Date(timestamp - 120_000),
      EndTime: new Date(timestamp + 60_000),
      Period: 60,
      Statistics: ['SampleCount', 'Sum'],
    })
    assert.deepEqual(
      Datapoints?.map(({ SampleCount, Sum, Unit }) => [SampleCount, Sum, Unit]),
      [[2, 400, 'Milliseconds']],
    )
  })

  it('make metrics of events that carry them, and pass over what CloudWatch refuses', async () => {
    const [logs, cloudwatch] = [new CloudWatchLogs(server.config()), new CloudWatch(server.config())]
    clients.push(logs, cloudwatch)
    const now = Date.now()
    const embedded = (members: object, more: object = {}, Timestamp = now) =>
      JSON.stringify({
        _aws: {
          Timestamp,
          CloudWatchMetrics: [
            {
              Namespace: 'Embedded',
              Dimensions: [['service'], []],
              Metrics: [{ Name: 'ms', Unit: 'Milliseconds' }],
            },
          ],
          ...more,
        },
        service: 'orders',
        ...members,
      })
    const messages = [
      embedded({ ms: [10, 20, 20] }),
      `INFO\t${embedded({ ms: 50 })}`,
      embedded({ ms: 1e300 }),
      embedded({ ms: 7 }, {}, now - 30 * 86_400_000),
      embedded({ service: 3, ms: 100 }),
      '{"_aws": {"CloudWatchMetrics": ',
    ]
    for (const logGroupClass of ['STANDARD', 'INFREQUENT_ACCESS'] as const) {
      const logGroupName = `/embedded/${logGroupClass}`
      await logs.createLogGroup({ logGroupName, logGroupClass })
      await logs.createLogStream({ logGroupName, logStreamName: 's' })
      const logEvents = messages.map((message) => ({ timestamp: now, message }))
      await logs.putLogEvents({ logGroupName, logStreamName: 's', logEvents })
    }
    await server.lambent.idle()
    const { Metrics } = await cloudwatch.listMetrics({ Namespace: 'Embedded' })
    assert.deepEqual(Metrics?.map(({ Dimensions }) => Dimensions?.map(({ Value }) => Value)).sort(), [
      [],
      ['orders'],
    ])
    const sums = async (Dimensions: Array<{ Name: string; Value: string }>) =>
      (
        await cloudwatch.getMetricStatistics({
          Namespace: 'Embedded',
          MetricName: 'ms',
          Dimensions,
          StartTime: new Date(now - 120_000),
          EndTime: new Date(now + 60_000),
          Period: 60,
          Statistics: ['SampleCount', 'Sum'],
        })
      ).Datapoints?.map(({ SampleCount, Sum, Unit }) => [SampleCount, Sum, Unit])
    assert.deepEqual(await sums([{ Name: 'service', Value: 'orders' }]), [[4, 100, 'Milliseconds']])
    assert.deepEqual(await sums([]), [[5, 200, 'Milliseconds']])
  })
})
