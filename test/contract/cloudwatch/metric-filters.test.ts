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
})
