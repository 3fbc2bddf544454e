import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { testServer } from '../../support/server.ts'
import { deliveryWorld, echo } from './support.ts'

describe('log groups that feed functions', () => {
  const server = testServer()

  // Source: Lambda Developer Guide, "Process Amazon CloudWatch logs with Lambda" (example message event, and decoded data);
  // CloudWatch Logs User Guide, "Log group-level subscription filters", example 2.
  it('hand on the events that a subscription filter wants, once the function allows it', async () => {
    const world = await deliveryWorld(server)
    const logs = new CloudWatchLogs(server.config({ account: world.id }))
    await world.reporter('f', echo)
    await logs.createLogGroup({ logGroupName: '/app' })
    await logs.createLogStream({ logGroupName: '/app', logStreamName: 'one' })
    const filter = {
      logGroupName: '/app',
      filterName: 'errors',
      filterPattern: 'ERROR',
      destinationArn: world.arn('f'),
    }
    await assert.rejects(logs.putSubscriptionFilter(filter), {
      name: 'InvalidParameterException',
      message:
        'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    })
    await world.lambda.addPermission({
      FunctionName: 'f',
      StatementId: 'logs',
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceArn: `arn:aws:logs:us-east-1:${world.id}:log-group:/app:*`,
    })
    await logs.putSubscriptionFilter(filter)
    const timestamp = Date.now()
    await logs.putLogEvents({
      logGroupName: '/app',
      logStreamName: 'one',
      logEvents: ['INFO fine', 'ERROR bad'].map((message) => ({ timestamp, message })),
    })
    const [event] = (await world.reports(1)) as Array<{ awslogs: { data: string } }>
    assert.deepEqual(Object.keys(event ?? {}), ['awslogs'])
    const data = JSON.parse(gunzipSync(Buffer.from(event?.awslogs.data ?? '', 'base64')).toString()) as {
      logEvents: Array<{ id: string }>
    }
    const { logEvents, ...rest } = data
    assert.deepEqual(rest, {
      messageType: 'DATA_MESSAGE',
      owner: world.id,
      logGroup: '/app',
      logStream: 'one',
      subscriptionFilters: ['errors'],
    })
    assert.match(logEvents[0]?.id ?? '', /^\d{56}$/)
    assert.deepEqual(
      logEvents.map(({ id: _id, ...event }) => event),
      [{ timestamp, message: 'ERROR bad' }],
    )
    logs.destroy()
  })
})
