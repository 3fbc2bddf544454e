/** What `lambent events tail` reads: from every source, the steps of an event are joined by ids up to its function's end. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import type { TrailStepAt } from '../../../src/dispatch/index.ts'
import { testServer } from '../../support/server.ts'
import { deliveryWorld } from './support.ts'

describe('the trail of events', () => {
  const server = testServer()

  /** The steps that led to the end of a function's run, the first one first. */
  async function wayTo(functionArn: string): Promise<TrailStepAt[]> {
    const aborting = new AbortController()
    const answer = await fetch(`${server.endpoint}/_lambent/events`, { signal: aborting.signal })
    assert.ok(answer.body)
    const steps: TrailStepAt[] = []
    let rest = ''
    for await (const piece of answer.body) {
      const lines = (rest + Buffer.from(piece).toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') steps.push(JSON.parse(line) as TrailStepAt)
      if (steps.some(({ stage, target }) => stage === 'succeeded' && target === functionArn)) break
    }
    aborting.abort()
    const last = steps.findIndex(({ stage, target }) => stage === 'succeeded' && target === functionArn)
    const ids = new Set([steps[last]?.event])
    const way: TrailStepAt[] = []
    for (let index = last; index >= 0; index--) {
      const step = steps[index]
      if (!step || !ids.has(step.event)) continue
      way.unshift(step)
      for (const cause of step.causes ?? []) ids.add(cause)
    }
    return way
  }

  async function world() {
    const made = await deliveryWorld(server)
    await made.reporter('f', 'def handler(event, context):\n    return None\n')
    for (const service of ['s3', 'sns', 'events'])
      await made.lambda.addPermission({
        FunctionName: 'f',
        StatementId: service,
        Action: 'lambda:InvokeFunction',
        Principal: `${service}.amazonaws.com`,
      })
    const leads = async (source: string) => {
      const way = await wayTo(made.arn('f'))
      assert.equal(way[0]?.stage, 'accepted', JSON.stringify(way))
      assert.ok(way[0]?.source.startsWith(source), `${way[0]?.source} is not ${source}`)
      assert.deepEqual(
        way.slice(-2).map(({ stage }) => stage),
        ['started', 'succeeded'],
      )
    }
    return { ...made, leads, config: server.config({ account: made.id }) }
  }

  it('leads from a queue', async () => {
    const { queue, map, sqs, leads } = await world()
    const { url, arn } = await queue('orders')
    await map({ FunctionName: 'f', EventSourceArn: arn })
    await sqs.sendMessage({ QueueUrl: url, MessageBody: 'a' })
    await leads(arn)
  })

  it('leads from a stream of Kinesis', async () => {
    const { map, leads, config, id } = await world()
    const kinesis = new Kinesis(config)
    await kinesis.createStream({ StreamName: 's', ShardCount: 1 })
    await server.lambent.idle()
    const arn = `arn:aws:kinesis:us-east-1:${id}:stream/s`
    await map({ FunctionName: 'f', EventSourceArn: arn, StartingPosition: 'LATEST' })
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: Buffer.from('a') })
    await leads(arn)
    kinesis.destroy()
  })

  it('leads from the stream of a table', async () => {
    const { map, leads, config } = await world()
    const dynamodb = new DynamoDB(config)
    const { TableDescription } = await dynamodb.createTable({
      TableName: 'table',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    })
    await server.lambent.idle()
    const arn = TableDescription?.LatestStreamArn ?? ''
    await map({ FunctionName: 'f', EventSourceArn: arn, StartingPosition: 'LATEST' })
    await dynamodb.putItem({ TableName: 'table', Item: { id: { S: 'a' } } })
    await leads(arn)
    dynamodb.destroy()
  })

  it('leads from a bucket', async () => {
    const { leads, config, id, arn } = await world()
    const s3 = new S3({ ...config, forcePathStyle: true })
    const Bucket = `trail-${id}`
    await s3.createBucket({ Bucket })
    await s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [{ LambdaFunctionArn: arn('f'), Events: ['s3:ObjectCreated:*'] }],
      },
    })
    await s3.putObject({ Bucket, Key: 'a', Body: 'x' })
    await leads(`arn:aws:s3:::${Bucket}`)
    s3.destroy()
  })

  it('leads from a topic, also through a queue', async () => {
    const { leads, config, id, arn } = await world()
    const sns = new SNS(config)
    const { TopicArn = '' } = await sns.createTopic({ Name: 'direct' })
    await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: arn('f') })
    await sns.publish({ TopicArn, Message: 'a' })
    await leads(`arn:aws:sns:us-east-1:${id}:direct`)
    const other = await world()
    const elsewhere = new SNS(other.config)
    const { TopicArn: fanOut = '' } = await elsewhere.createTopic({ Name: 'fan-out' })
    const queue = await other.queue('orders', {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: '*',
          },
        ],
      }),
    })
    await elsewhere.subscribe({ TopicArn: fanOut, Protocol: 'sqs', Endpoint: queue.arn })
    await other.map({ FunctionName: 'f', EventSourceArn: queue.arn })
    await elsewhere.publish({ TopicArn: fanOut, Message: 'a' })
    await other.leads(fanOut)
    sns.destroy()
    elsewhere.destroy()
  })

  it('leads from an event bus', async () => {
    const { leads, config, id, arn } = await world()
    const events = new EventBridge(config)
    await events.putRule({ Name: 'r', EventPattern: '{"source":["test"]}' })
    await events.putTargets({ Rule: 'r', Targets: [{ Id: 'f', Arn: arn('f') }] })
    await events.putEvents({ Entries: [{ Source: 'test', DetailType: 't', Detail: '{}' }] })
    await leads(`arn:aws:events:us-east-1:${id}:event-bus/default`)
    events.destroy()
  })
})
