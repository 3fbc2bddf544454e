import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { S3 } from '@aws-sdk/client-s3'
import { type Message, SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import * as lambdas from '../lambda/support.ts'
import { accountOf, newAccount } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 0, 15, 10, 20, 30))
const server = testServer({ clock })
const entry = { Source: 'my.app', DetailType: 'order', Detail: '{"id":7}' }

/** An account with a rule for its own events, a queue for what arrives and one for what does not. */
async function setUp() {
  const lambdaAccount = lambdas.newAccount(server)
  const account = accountOf(server, lambdaAccount.id)
  const sqs = new SQS(server.config({ account: account.id }))
  const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account.id}:${name}`
  const ruleArn = `arn:aws:events:us-east-1:${account.id}:rule/r`
  await sqs.createQueue({ QueueName: 'arrived' })
  const Policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn('dead'),
      Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
    },
  }
  await sqs.createQueue({ QueueName: 'dead', Attributes: { Policy: JSON.stringify(Policy) } })
  await account.events.putRule({ Name: 'r', EventPattern: '{"source":["my.app"]}' })
  await lambdas.makeFunction(lambdaAccount, 'f')
  await lambdas.untilActive(lambdaAccount, 'f')
  return {
    ...account,
    lambda: lambdaAccount.lambda,
    functionArn: lambdaAccount.arn('f'),
    ruleArn,
    queueArn,
    /** The next message of a queue. */
    async next(name: string) {
      let message: Message | undefined
      await until(async () => {
        const { Messages = [] } = await sqs.receiveMessage({
          QueueUrl: `/${account.id}/${name}`,
          MessageAttributeNames: ['All'],
        })
        message = Messages[0]
        return message !== undefined
      }, `nothing comes to ${name}`)
      return message
    },
  }
}

describe('functions as targets', () => {
  // EventBridge User Guide, "Using resource-based policies for Amazon EventBridge", and "Using dead-letter queues".
  it('need a permission for the rule; without one, the event is a dead letter at once', async () => {
    const account = await setUp()
    const { events, lambda, functionArn, queueArn, ruleArn } = account
    await events.putTargets({
      Rule: 'r',
      Targets: [{ Id: 't', Arn: functionArn, DeadLetterConfig: { Arn: queueArn('dead') } }],
    })
    // A permission for another rule is none.
    await lambda.addPermission({
      FunctionName: 'f',
      StatementId: 'other',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: `${ruleArn}2`,
    })
    await events.putEvents({ Entries: [entry] })
    const dead = await account.next('dead')
    assert.equal(JSON.parse(dead?.Body ?? '').detail.id, 7)
    const attributes = Object.fromEntries(
      Object.entries(dead?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
    )
    assert.equal(attributes.ERROR_CODE, 'NO_PERMISSIONS')
    assert.equal(attributes.RULE_ARN, ruleArn)
    assert.equal(attributes.TARGET_ARN, functionArn)

    await lambda.addPermission({
      FunctionName: 'f',
      StatementId: 'rule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: ruleArn,
    })
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      DestinationConfig: { OnSuccess: { Destination: queueArn('arrived') } },
    })
    const { Entries = [] } = await events.putEvents({ Entries: [entry] })
    const record = JSON.parse((await account.next('arrived'))?.Body ?? '')
    assert.deepEqual(record.requestPayload, {
      version: '0',
      id: Entries[0]?.EventId,
      'detail-type': 'order',
      source: 'my.app',
      account: account.id,
      time: '2026-01-15T10:20:30Z',
      region: 'us-east-1',
      resources: [],
      detail: { id: 7 },
    })
  })

  // Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
  it('send their records to a bus', async () => {
    const account = await setUp()
    const { events, lambda, functionArn } = account
    await events.putRule({ Name: 'records', EventPattern: '{"source":["lambda"]}' })
    const Arn = await account.makeGroup('records')
    await events.putTargets({ Rule: 'records', Targets: [{ Id: 't', Arn }] })
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      DestinationConfig: { OnSuccess: { Destination: account.bus('default') } },
    })
    await lambda.invoke({ FunctionName: 'f', InvocationType: 'Event', Payload: '{"n":1}' })
    let told: unknown[] = []
    await until(async () => {
      told = await account.received('records')
      return told.length > 0
    }, 'no record comes')
    const event = told[0] as {
      'detail-type': string
      resources: string[]
      detail: { requestPayload: unknown }
    }
    assert.equal(event['detail-type'], 'Lambda Function Invocation Result - Success')
    assert.deepEqual(event.resources, [`${functionArn}:$LATEST`, account.bus('default')])
    assert.deepEqual(event.detail.requestPayload, { n: 1 })
  })
})

describe('events of services', () => {
  // S3 User Guide, "EventBridge event message structure".
  it('come from buckets', async () => {
    const account = newAccount(server)
    const s3 = new S3({ ...server.config({ account: account.id }), forcePathStyle: true })
    const Bucket = `events-${account.id}`
    await s3.createBucket({ Bucket })
    await s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    })
    await account.events.putRule({
      Name: 'objects',
      EventPattern: JSON.stringify({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [Bucket] }, object: { key: [{ suffix: '.png' }] } },
      }),
    })
    const Arn = await account.makeGroup('objects')
    await account.events.putTargets({ Rule: 'objects', Targets: [{ Id: 't', Arn }] })
    await s3.putObject({ Bucket, Key: 'a.txt', Body: 'a' })
    await s3.putObject({ Bucket, Key: 'a.png', Body: 'abc' })
    const [event, ...others] = (await account.received('objects')) as Array<Record<string, never>>
    assert.equal(others.length, 0)
    assert.equal(event?.account, account.id)
    assert.deepEqual(event?.resources, [`arn:aws:s3:::${Bucket}`])
    const { bucket, object, reason } = (event?.detail ?? {}) as {
      bucket?: object
      object?: { key: string; size: number }
      reason?: string
    }
    assert.deepEqual([bucket, object?.key, object?.size, reason], [{ name: Bucket }, 'a.png', 3, 'PutObject'])
  })

  // CloudWatch User Guide, "Alarm events and EventBridge".
  it('come from alarms', async () => {
    const account = newAccount(server)
    const cloudwatch = new CloudWatch(server.config({ account: account.id }))
    await account.events.putRule({
      Name: 'alarms',
      EventPattern: '{"source":["aws.cloudwatch"],"detail":{"state":{"value":["ALARM"]}}}',
    })
    const Arn = await account.makeGroup('alarms')
    await account.events.putTargets({
      Rule: 'alarms',
      Targets: [{ Id: 't', Arn, InputPath: '$.detail.alarmName' }],
    })
    await cloudwatch.putMetricAlarm({
      AlarmName: 'high',
      Namespace: 'n',
      MetricName: 'm',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    })
    await cloudwatch.setAlarmState({ AlarmName: 'high', StateValue: 'ALARM', StateReason: 'test' })
    assert.deepEqual(await account.received('alarms'), ['high'])
  })
})
