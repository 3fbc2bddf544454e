import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { testServer } from '../../support/server.ts'
import { newAccount } from './support.ts'

describe('services that publish', () => {
  const server = testServer()

  it('an alarm of the same account needs no policy', async () => {
    const { topic, subscribedQueue, id } = newAccount(server)
    const TopicArn = await topic('alarms')
    const { notifications } = await subscribedQueue(TopicArn, 'q')
    const cloudwatch = new CloudWatch(server.config({ account: id }))
    await cloudwatch.putMetricAlarm({
      AlarmName: 'errors',
      AlarmActions: [TopicArn],
      Namespace: 'app',
      MetricName: 'errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    })
    await cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'a test' })
    const [notification] = await notifications()
    assert.match(notification?.Subject ?? '', /^ALARM: "errors"/)
    assert.equal(JSON.parse(notification?.Message ?? '{}').NewStateReason, 'a test')
  })

  // Source: EventBridge User Guide, "Using resource-based policies for Amazon EventBridge", Amazon SNS permissions.
  it('a rule needs the consent of the topic', async () => {
    const { sns, topic, subscribedQueue, id } = newAccount(server)
    const TopicArn = await topic('events')
    const { notifications } = await subscribedQueue(TopicArn, 'q')
    const events = new EventBridge(server.config({ account: id }))
    await events.putRule({ Name: 'r', EventPattern: '{"source":["app"]}' })
    await events.putTargets({ Rule: 'r', Targets: [{ Id: 't', Arn: TopicArn, InputPath: '$.detail' }] })
    const put = () => events.putEvents({ Entries: [{ Source: 'app', DetailType: 'd', Detail: '{"n":1}' }] })
    await put()
    assert.deepEqual(await notifications(), [])
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TopicArn,
      Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:us-east-1:${id}:rule/r` } },
    }
    await sns.setTopicAttributes({
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    })
    await put()
    assert.deepEqual(
      (await notifications()).map(({ Message }) => Message),
      ['{"n":1}'],
    )
  })
})
