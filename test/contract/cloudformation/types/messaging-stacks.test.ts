/**
 * Queues, topics, buses, schedules, pipes and streams in stacks: what Ref and GetAtt give, what is changed in place and what is replaced.
 * Sources: CloudFormation template reference, "Return values" of each type.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { SQS } from '@aws-sdk/client-sqs'
import type { JsonObject } from '../../../../src/base/json.ts'
import { testServer } from '../../../support/server.ts'
import { Resources } from '../../cloudcontrolapi/support.ts'
import { created, deleted, history, template, updated } from '../support.ts'
import { att, outputs, outputsOf, ref } from './support.ts'

const server = testServer()
const account = '330000000011'
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`
const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['scheduler.amazonaws.com', 'pipes.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
}

function resources(ruleName: string, retention: number, state: string) {
  return {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref('Queue')],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: att('Queue.Arn') },
          ],
        },
      },
    },
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { Subscription: [{ Protocol: 'sqs', Endpoint: arn('sqs', 'other') }] },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: ref('Topic'),
        Protocol: 'sqs',
        Endpoint: att('Queue.Arn'),
        RawMessageDelivery: 'true',
      },
    },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('Topic')],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: ref('Topic') }],
        },
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } },
    BusPolicy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: ref('Bus'),
        StatementId: 'all',
        Action: 'events:PutEvents',
        Principal: '111122223333',
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: ruleName,
        EventBusName: ref('Bus'),
        State: state,
        EventPattern: { source: ['shop'] },
        Targets: [{ Id: 'q', Arn: att('Queue.Arn'), RetryPolicy: { MaximumRetryAttempts: '3' } }],
      },
    },
    Tick: {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'q', Arn: att('Queue.Arn') }] },
    },
    Archive: {
      Type: 'AWS::Events::Archive',
      Properties: { SourceArn: att('Bus.Arn'), RetentionDays: retention },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: att('Queue.Arn'), RoleArn: att('Role.Arn') },
      },
    },
    Stream: {
      Type: 'AWS::Kinesis::Stream',
      Properties: { ShardCount: '1', RetentionPeriodHours: retention * 24 },
    },
    Consumer: {
      Type: 'AWS::Kinesis::StreamConsumer',
      Properties: { ConsumerName: 'reader', StreamARN: att('Stream.Arn') },
    },
    Pipe: {
      Type: 'AWS::Pipes::Pipe',
      Properties: {
        RoleArn: att('Role.Arn'),
        Source: att('Stream.Arn'),
        SourceParameters: { KinesisStreamParameters: { StartingPosition: 'LATEST', BatchSize: 1 } },
        Target: att('Queue.Arn'),
      },
    },
  }
}

describe('stacks of messages', () => {
  it('give what AWS gives, change what can be changed and replace the rest', async () => {
    const config = server.config({ account })
    const cfn = new CloudFormation(config)
    const out = outputs(
      'Queue',
      'Queue.QueueName',
      'Policy',
      'Policy.Id',
      'Topic',
      'Topic.TopicName',
      'Subscription',
      'TopicPolicy',
      'Bus',
      'Bus.Arn',
      'BusPolicy',
      'Rule',
      'Rule.Arn',
      'Tick',
      'Tick.Arn',
      'Archive',
      'Archive.Arn',
      'Schedule',
      'Schedule.Arn',
      'Stream',
      'Stream.Arn',
      'Consumer',
      'Consumer.ConsumerStatus',
      'Pipe',
      'Pipe.CurrentState',
    )
    const stack = await created(server, cfn, 'messages', template(resources('first', 2, 'ENABLED'), out), {
      Capabilities: ['CAPABILITY_IAM'],
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    const events = (await history(cfn, 'messages')).filter((line) => line.includes('FAILED'))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', events.join('\n'))
    const found = outputsOf(stack)
    const generated = (name: string) => new RegExp(`^messages-${name}-[A-Za-z0-9]{10,}$`)
    assert.match(found.Queue ?? '', /^http.*\/messages-Queue-[A-Za-z0-9]+$/)
    assert.match(found.Policy ?? '', generated('Policy'))
    assert.equal(found.PolicyId, found.Policy)
    assert.match(found.TopicTopicName ?? '', generated('Topic'))
    assert.equal(found.Topic, arn('sns', found.TopicTopicName ?? ''))
    assert.match(found.Subscription ?? '', new RegExp(`^${found.Topic}:[0-9a-f-]{36}$`))
    assert.match(found.TopicPolicy ?? '', generated('TopicPolicy'))
    assert.deepEqual([found.Bus, found.BusArn], ['orders', arn('events', 'event-bus/orders')])
    assert.equal(found.BusPolicy, 'orders|all')
    assert.deepEqual([found.Rule, found.RuleArn], ['orders|first', arn('events', 'rule/orders/first')])
    assert.match(found.Tick ?? '', generated('Tick'))
    assert.equal(found.TickArn, arn('events', `rule/${found.Tick}`))
    assert.equal(found.ArchiveArn, arn('events', `archive/${found.Archive}`))
    assert.equal(found.ScheduleArn, arn('scheduler', `schedule/default/${found.Schedule}`))
    assert.match(found.Stream ?? '', generated('Stream'))
    assert.match(found.Consumer ?? '', new RegExp(`^${found.StreamArn}/consumer/reader:\\d+$`))
    assert.equal(found.ConsumerConsumerStatus, 'ACTIVE')
    assert.equal(found.PipeCurrentState, 'RUNNING')
    const sqs = new SQS(config)
    const { Tags } = await sqs.listQueueTags({ QueueUrl: found.Queue })
    assert.deepEqual(
      [Tags?.team, Tags?.['aws:cloudformation:logical-id'], Tags?.['aws:cloudformation:stack-name']],
      ['a', 'Queue', 'messages'],
    )

    const next = await updated(server, cfn, 'messages', template(resources('second', 3, 'DISABLED'), out), {
      Capabilities: ['CAPABILITY_IAM'],
      Tags: [{ Key: 'squad', Value: 'b' }],
    })
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const after = outputsOf(next)
    assert.equal(after.Rule, 'orders|second')
    for (const name of ['Queue', 'Topic', 'Archive', 'Stream', 'Pipe', 'Schedule', 'Tick'])
      assert.equal(after[name], found[name], name)
    const tags = (await sqs.listQueueTags({ QueueUrl: found.Queue })).Tags
    assert.deepEqual([tags?.team, tags?.squad], [undefined, 'b'])
    const end = await deleted(server, cfn, next)
    assert.equal(end.StackStatus, 'DELETE_COMPLETE', end.StackStatusReason)
  })
})

describe('what fails half-way', () => {
  const resources = new Resources(() => server.config({ account }))
  const halves: ReadonlyArray<readonly [string, JsonObject]> = [
    ['AWS::SNS::Topic', { TopicName: 'half', Subscription: [{ Protocol: 'email', Endpoint: 'nobody' }] }],
    [
      'AWS::Events::Rule',
      { Name: 'half', EventPattern: { source: ['a'] }, Targets: [{ Id: 'a', Arn: 'none' }] },
    ],
    ['AWS::Events::EventBus', { Name: 'half', Policy: { Statement: [{ Effect: 'Perhaps' }] } }],
  ]
  for (const [type, properties] of halves)
    it(`leaves no ${type} behind`, async () => {
      const failure = await resources.createFails(type, properties)
      assert.ok(failure.StatusMessage, type)
      const left = (await resources.list(type)).filter((identifier) => identifier.includes('half'))
      assert.deepEqual(left, [], failure.StatusMessage)
    })
})
