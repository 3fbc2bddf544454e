/** The metrics of HTTP APIs. Source: API Gateway Developer Guide, "Monitoring HTTP APIs with CloudWatch metrics". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { Account } from './support.ts'

const start = Date.UTC(2026, 10, 27, 6, 0, 10)
const clock = new VirtualClock(start)
const server = testServer({ clock })

describe('metrics of HTTP APIs', () => {
  it('are there when the minute has ended', async () => {
    const account = new Account(server)
    const apiId = await account.api('measured')
    const { IntegrationId } = await account.gateway.createIntegration({
      ApiId: apiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'GET',
      IntegrationUri: 'http://127.0.0.1:1/',
    })
    await account.gateway.createRoute({
      ApiId: apiId,
      RouteKey: 'GET /down',
      Target: `integrations/${IntegrationId}`,
    })
    for (const path of ['/down', '/nowhere', '/nowhere']) await account.send(apiId, path)
    await clock.advance(60_000)
    const cloudwatch = new CloudWatch(account.config)
    const sumOf = async (MetricName: string) => {
      const { Datapoints } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/ApiGateway',
        MetricName,
        Dimensions: [
          { Name: 'ApiId', Value: apiId },
          { Name: 'Stage', Value: '$default' },
        ],
        StartTime: new Date(start - 60_000),
        EndTime: new Date(start + 60_000),
        Period: 60,
        Statistics: ['Sum', 'SampleCount'],
      })
      return Datapoints?.[0]
    }
    await until(async () => (await sumOf('Count')) !== undefined, 'metrics are stored')
    assert.equal((await sumOf('Count'))?.Sum, 3)
    assert.equal((await sumOf('4xx'))?.Sum, 2)
    assert.equal((await sumOf('5xx'))?.Sum, 1)
    assert.equal((await sumOf('Latency'))?.SampleCount, 3)
    assert.equal((await sumOf('IntegrationLatency'))?.SampleCount, 1)
  })
})
