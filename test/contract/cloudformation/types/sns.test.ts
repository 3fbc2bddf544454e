import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SNS } from '@aws-sdk/client-sns'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000002'
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`
const roleArn = `arn:aws:iam::${account}:role/feedback`

describe('Resource types of SNS', () => {
  it('Topic: attributes, subscriptions, logging and tags, changed in place', async () => {
    const resources = new Resources(server.config({ account }))
    const sns = new SNS(server.config({ account }))
    const type = 'AWS::SNS::Topic'
    const arn = await resources.create(type, {
      TopicName: 'orders',
      DisplayName: 'Orders',
      Subscription: [
        { Protocol: 'sqs', Endpoint: queueArn('one') },
        { Protocol: 'sqs', Endpoint: queueArn('two') },
      ],
      DeliveryStatusLogging: [
        { Protocol: 'sqs', SuccessFeedbackRoleArn: roleArn, SuccessFeedbackSampleRate: '50' },
      ],
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    assert.equal(arn, `arn:aws:sns:us-east-1:${account}:orders`)
    const model = await resources.read(type, arn)
    assert.equal(model.TopicName, 'orders')
    assert.deepEqual(model.DeliveryStatusLogging, [
      { Protocol: 'sqs', SuccessFeedbackRoleArn: roleArn, SuccessFeedbackSampleRate: '50' },
    ])
    assert.equal((model.Subscription as unknown[]).length, 2)
    await resources.update(type, arn, {
      DisplayName: 'All orders',
      Subscription: [
        { Protocol: 'sqs', Endpoint: queueArn('two') },
        { Protocol: 'sqs', Endpoint: queueArn('three') },
      ],
      DeliveryStatusLogging: null,
      Tags: [{ Key: 'team', Value: 'b' }],
    })
    const { Attributes } = await sns.getTopicAttributes({ TopicArn: arn })
    assert.equal(Attributes?.DisplayName, 'All orders')
    assert.equal(Attributes?.SQSSuccessFeedbackRoleArn, undefined)
    const { Subscriptions = [] } = await sns.listSubscriptionsByTopic({ TopicArn: arn })
    assert.deepEqual(Subscriptions.map(({ Endpoint }) => Endpoint).sort(), [
      queueArn('three'),
      queueArn('two'),
    ])
    assert.deepEqual((await sns.listTagsForResource({ ResourceArn: arn })).Tags, [
      { Key: 'team', Value: 'b' },
    ])
    const failed = await resources.createFails(type, { TopicName: 'orders' })
    assert.equal(failed.ErrorCode, 'AlreadyExists')
    await resources.remove(type, arn)
    await refused(sns.getTopicAttributes({ TopicArn: arn }), 'NotFound')
  })

  it('Topic: FIFO topics get names that end so', async () => {
    const resources = new Resources(server.config({ account }))
    const type = 'AWS::SNS::Topic'
    const arn = await resources.create(type, { FifoTopic: true, ContentBasedDeduplication: true })
    assert.match(arn, /:Topic-[A-Z0-9]{12}\.fifo$/)
    const model = await resources.read(type, arn)
    assert.equal(model.FifoTopic, true)
    assert.equal(model.ContentBasedDeduplication, true)
  })

  it('Subscription: attributes, changed in place and taken away', async () => {
    const resources = new Resources(server.config({ account }))
    const type = 'AWS::SNS::Subscription'
    const topic = await resources.create('AWS::SNS::Topic', { TopicName: 'subscribed' })
    const id = await resources.create(type, {
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: queueArn('one'),
      FilterPolicy: { kind: ['a'] },
      RawMessageDelivery: true,
    })
    assert.match(id, new RegExp(`^${topic}:[0-9a-f-]{36}$`))
    const model = await resources.read(type, id)
    assert.deepEqual(model.FilterPolicy, { kind: ['a'] })
    assert.equal(model.RawMessageDelivery, true)
    await resources.update(type, id, {
      FilterPolicy: { order: { kind: ['b'] } },
      FilterPolicyScope: 'MessageBody',
      RawMessageDelivery: false,
      RedrivePolicy: { deadLetterTargetArn: queueArn('dead') },
    })
    const changed = await resources.read(type, id)
    assert.deepEqual(changed.FilterPolicy, { order: { kind: ['b'] } })
    assert.equal(changed.FilterPolicyScope, 'MessageBody')
    assert.deepEqual(changed.RedrivePolicy, { deadLetterTargetArn: queueArn('dead') })
    await resources.update(type, id, { FilterPolicy: null, FilterPolicyScope: null, RedrivePolicy: null })
    const plain = await resources.read(type, id)
    assert.equal(plain.FilterPolicy, undefined)
    assert.equal(plain.RedrivePolicy, undefined)
    assert.deepEqual(await resources.list(type), [id])
    await resources.remove(type, id)
    assert.deepEqual(await resources.list(type), [])
  })

  it('TopicInlinePolicy: a topic without it has the policy that it began with', async () => {
    const resources = new Resources(server.config({ account }))
    const sns = new SNS(server.config({ account }))
    const TopicArn = await resources.create('AWS::SNS::Topic', { TopicName: 'governed' })
    const type = 'AWS::SNS::TopicInlinePolicy'
    const usual = (await sns.getTopicAttributes({ TopicArn })).Attributes?.Policy
    const PolicyDocument = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: TopicArn }],
    }
    const id = await resources.create(type, { TopicArn, PolicyDocument })
    assert.deepEqual((await resources.read(type, id)).PolicyDocument, PolicyDocument)
    await resources.remove(type, id)
    assert.equal((await sns.getTopicAttributes({ TopicArn })).Attributes?.Policy, usual)
  })
})
