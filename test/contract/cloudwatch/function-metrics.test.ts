import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { Lambda } from '@aws-sdk/client-lambda'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { zipOf } from '../../support/zip.ts'

const start = Date.UTC(2026, 10, 27, 6, 0, 10)
const clock = new VirtualClock(start)
const server = testServer({ clock })

const source = `
def handler(event, context):
    if event.get("fail"):
        raise ValueError("as asked")
    return 1
`

describe('metrics of functions', () => {
  const clients: Array<{ destroy(): void }> = []
  after(() => {
    for (const client of clients) client.destroy()
  })

  it('are there when the minute has ended', async () => {
    const [lambda, cloudwatch] = [new Lambda(server.config()), new CloudWatch(server.config())]
    clients.push(lambda, cloudwatch)
    await lambda.createFunction({
      FunctionName: 'measured',
      Role: 'arn:aws:iam::000000000000:role/any',
      Runtime: 'python3.13',
      Handler: 'main.handler',
      Code: { ZipFile: zipOf({ 'main.py': source }) },
    })
    await until(async () => {
      const { State } = await lambda.getFunctionConfiguration({ FunctionName: 'measured' })
      return State === 'Active'
    })
    for (const event of ['{}', '{}', '{"fail":true}'])
      await lambda.invoke({ FunctionName: 'measured', Payload: event })
    // Source: Lambda Developer Guide, "Monitoring Lambda function URLs".
    const made = await lambda.createFunctionUrlConfig({ FunctionName: 'measured', AuthType: 'NONE' })
    const [id] = new URL(made.FunctionUrl ?? '').hostname.split('.')
    const visit = async () => (await fetch(`${server.endpoint}/_aws/lambda-url/${id}/`)).status
    assert.equal(await visit(), 403)
    const everybody = { FunctionName: 'measured', Principal: '*', FunctionUrlAuthType: 'NONE' } as const
    await lambda.addPermission({ ...everybody, StatementId: 'url', Action: 'lambda:InvokeFunctionUrl' })
    assert.equal(await visit(), 200)
    await clock.advance(60_000)
    const sumOf = async (MetricName: string, Statistic: 'Sum' | 'SampleCount') => {
      const { Datapoints } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions: [{ Name: 'FunctionName', Value: 'measured' }],
        StartTime: new Date(start - 60_000),
        EndTime: new Date(start + 60_000),
        Period: 60,
        Statistics: [Statistic],
      })
      return Datapoints?.[0]?.[Statistic]
    }
    await until(async () => (await sumOf('Invocations', 'Sum')) !== undefined, 'metrics are stored')
    assert.equal(await sumOf('Invocations', 'Sum'), 4)
    assert.equal(await sumOf('UrlRequestCount', 'Sum'), 2)
    assert.equal(await sumOf('Url4xxCount', 'Sum'), 1)
    assert.equal(await sumOf('Url5xxCount', 'Sum'), 0)
    assert.equal(await sumOf('UrlRequestLatency', 'SampleCount'), 2)
    assert.equal(await sumOf('Errors', 'Sum'), 1)
    assert.equal(await sumOf('Errors', 'SampleCount'), 4)
    assert.equal(await sumOf('Duration', 'SampleCount'), 4)
    assert.equal(await sumOf('Throttles', 'Sum'), undefined)
  })
})
