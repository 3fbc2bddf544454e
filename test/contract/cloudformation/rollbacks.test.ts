import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { created, deleted, history, newAccount, template, updated } from './support.ts'

const server = testServer()

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
>

/** Templates in two versions: the second changes in place, replaces, leaves out and adds. */
const applications: Readonly<Record<string, readonly [Resources, Resources]>> = {
  messaging: [
    {
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', DelaySeconds: 1 } },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'queue',
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
        },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic', DisplayName: 'one' } },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: { Ref: 'Topic' },
          Protocol: 'sqs',
          Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        },
      },
    },
    {
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', DelaySeconds: 2 } },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'queue-2',
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
        },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic', DisplayName: 'two' } },
      Other: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['Queue', 'QueueName'] } } },
    },
  ],
  data: [
    {
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/one', RetentionInDays: 1 } },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'table',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': 'of-${Table}' } } },
    },
    {
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/one', RetentionInDays: 7 } },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'table-2',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
        },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': 'of-${Table}' } } },
      More: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/of/${Table}' } } },
    },
  ],
}

/** The template with a resource that cannot be made, once so many of the others stand; those behind it wait for it. */
function failingAt(resources: Resources, step: number): string {
  const ids = Object.keys(resources)
  return template({
    ...Object.fromEntries(
      ids.map((id, index) => [id, { ...resources[id], ...(index >= step ? { DependsOn: 'Bad' } : {}) }]),
    ),
    Bad: {
      Type: 'AWS::SQS::Queue',
      ...(step > 0 ? { DependsOn: ids.slice(0, step) } : {}),
      Properties: { QueueName: 'taken', DelaySeconds: 1 },
    },
  })
}

/** Everything there is, as its own service tells it. */
async function world(config: ReturnType<typeof newAccount>['config']): Promise<unknown> {
  const sqs = new SQS(config)
  const sns = new SNS(config)
  const dynamodb = new DynamoDB(config)
  const { QueueUrls = [] } = await sqs.listQueues({})
  const queues = await Promise.all(
    QueueUrls.sort().map(async (QueueUrl) => {
      const AttributeNames = ['DelaySeconds', 'RedrivePolicy'] as const
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [...AttributeNames] })
      return [QueueUrl.split('/').at(-1), Attributes]
    }),
  )
  const { Topics = [] } = await sns.listTopics({})
  const topics = await Promise.all(
    Topics.map(async ({ TopicArn }) => {
      const { Attributes } = await sns.getTopicAttributes({ TopicArn })
      return [TopicArn, Attributes?.DisplayName]
    }),
  )
  const { Subscriptions = [] } = await sns.listSubscriptions({})
  const { logGroups = [] } = await new CloudWatchLogs(config).describeLogGroups({})
  return {
    queues,
    topics: topics.sort(),
    subscriptions: Subscriptions.map(({ Endpoint }) => Endpoint),
    tables: (await dynamodb.listTables({})).TableNames,
    logs: logGroups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]),
  }
}

describe('stacks that fail at every step', () => {
  for (const [name, [first, second]] of Object.entries(applications)) {
    it(`leave nothing of a creation: ${name}`, async () => {
      const { cfn, config } = newAccount(server)
      await new SQS(config).createQueue({ QueueName: 'taken', Attributes: { DelaySeconds: '7' } })
      const before = await world(config)
      for (let step = 0; step <= Object.keys(first).length; step++) {
        const stack = await created(server, cfn, `create-${step}`, failingAt(first, step))
        const told = (await history(cfn, `create-${step}`)).join('\n')
        assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE', told)
        assert.deepEqual(await world(config), before, told)
        await deleted(server, cfn, stack)
      }
    })

    it(`are what they were after an update: ${name}`, async () => {
      const { cfn, config } = newAccount(server)
      await new SQS(config).createQueue({ QueueName: 'taken', Attributes: { DelaySeconds: '7' } })
      await created(server, cfn, 'stack', template(first))
      const before = await world(config)
      for (let step = 0; step <= Object.keys(second).length; step++) {
        const stack = await updated(server, cfn, 'stack', failingAt(second, step))
        const told = (await history(cfn, 'stack')).join('\n')
        assert.equal(stack.StackStatus, 'UPDATE_ROLLBACK_COMPLETE', told)
        assert.deepEqual(await world(config), before, told)
      }
      const done = await updated(server, cfn, 'stack', template(second))
      assert.equal(done.StackStatus, 'UPDATE_COMPLETE', (await history(cfn, 'stack')).join('\n'))
      assert.equal((await deleted(server, cfn, done)).StackStatus, 'DELETE_COMPLETE')
    })
  }
})
