/** Sources of events for the benchmark of delivery: each is prepared once, then sends one event at a time. */
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { Kinesis } from '@aws-sdk/client-kinesis'
import type { Lambda } from '@aws-sdk/client-lambda'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'

/** How clients reach the server. */
export interface BenchConfig {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly maxAttempts: number
}

/** Sends an event and answers when its producer was answered, in milliseconds since the epoch. */
export type SendEvent = (index: number) => Promise<number>

export interface DeliverySource {
  readonly name: string
  /** Connects a new source with a function. */
  prepare(lambda: Lambda, functionName: string): Promise<SendEvent>
}

const now = () => performance.timeOrigin + performance.now()

/** All sources. A service that is not built makes `prepare` fail. */
export function deliverySources(config: BenchConfig): DeliverySource[] {
  return [
    sqsSource(config),
    dynamodbSource(config),
    kinesisSource(config),
    s3Source(config),
    snsSource(config),
    eventsSource(config),
  ]
}

const account = '000000000000'

function sqsSource(config: BenchConfig): DeliverySource {
  const sqs = new SQS(config)
  return {
    name: 'SQS SendMessage',
    async prepare(lambda, FunctionName) {
      const { QueueUrl } = await sqs.createQueue({
        QueueName: FunctionName,
        Attributes: { VisibilityTimeout: '120' },
      })
      const EventSourceArn = `arn:aws:sqs:us-east-1:${account}:${FunctionName}`
      await lambda.createEventSourceMapping({ FunctionName, EventSourceArn })
      return async (index) => {
        await sqs.sendMessage({ QueueUrl, MessageBody: String(index) })
        return now()
      }
    },
  }
}

function dynamodbSource(config: BenchConfig): DeliverySource {
  const dynamodb = new DynamoDB(config)
  return {
    name: 'DynamoDB PutItem',
    async prepare(lambda, FunctionName) {
      const { TableDescription } = await dynamodb.createTable({
        TableName: FunctionName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      })
      for (;;) {
        const { Table } = await dynamodb.describeTable({ TableName: FunctionName })
        if (Table?.TableStatus === 'ACTIVE') break
      }
      const EventSourceArn = TableDescription?.LatestStreamArn
      await lambda.createEventSourceMapping({ FunctionName, EventSourceArn, StartingPosition: 'LATEST' })
      return async (index) => {
        await dynamodb.putItem({ TableName: FunctionName, Item: { id: { S: String(index) } } })
        return now()
      }
    },
  }
}

function kinesisSource(config: BenchConfig): DeliverySource {
  const kinesis = new Kinesis(config)
  return {
    name: 'Kinesis PutRecord',
    async prepare(lambda, FunctionName) {
      await kinesis.createStream({ StreamName: FunctionName, ShardCount: 1 })
      for (;;) {
        const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: FunctionName })
        if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') break
      }
      await lambda.createEventSourceMapping({
        FunctionName,
        EventSourceArn: `arn:aws:kinesis:us-east-1:${account}:stream/${FunctionName}`,
        StartingPosition: 'LATEST',
      })
      return async (index) => {
        const Data = Buffer.from(String(index))
        await kinesis.putRecord({ StreamName: FunctionName, PartitionKey: 'key', Data })
        return now()
      }
    },
  }
}

async function permit(lambda: Lambda, FunctionName: string, service: string): Promise<string> {
  await lambda.addPermission({
    FunctionName,
    StatementId: 'bench',
    Action: 'lambda:InvokeFunction',
    Principal: `${service}.amazonaws.com`,
  })
  return `arn:aws:lambda:us-east-1:${account}:function:${FunctionName}`
}

function s3Source(config: BenchConfig): DeliverySource {
  const s3 = new S3({ ...config, forcePathStyle: true })
  return {
    name: 'S3 PutObject',
    async prepare(lambda, FunctionName) {
      const LambdaFunctionArn = await permit(lambda, FunctionName, 's3')
      await s3.createBucket({ Bucket: FunctionName })
      await s3.putBucketNotificationConfiguration({
        Bucket: FunctionName,
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ['s3:ObjectCreated:*'] }],
        },
      })
      return async (index) => {
        await s3.putObject({ Bucket: FunctionName, Key: String(index), Body: 'x'.repeat(1024) })
        return now()
      }
    },
  }
}

function snsSource(config: BenchConfig): DeliverySource {
  const sns = new SNS(config)
  return {
    name: 'SNS Publish',
    async prepare(lambda, FunctionName) {
      const Endpoint = await permit(lambda, FunctionName, 'sns')
      const { TopicArn } = await sns.createTopic({ Name: FunctionName })
      await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint })
      return async (index) => {
        await sns.publish({ TopicArn, Message: String(index) })
        return now()
      }
    },
  }
}

function eventsSource(config: BenchConfig): DeliverySource {
  const events = new EventBridge(config)
  return {
    name: 'EventBridge PutEvents',
    async prepare(lambda, FunctionName) {
      const Arn = await permit(lambda, FunctionName, 'events')
      await events.putRule({ Name: FunctionName, EventPattern: JSON.stringify({ source: [FunctionName] }) })
      await events.putTargets({ Rule: FunctionName, Targets: [{ Id: 'function', Arn }] })
      return async (index) => {
        const Detail = JSON.stringify({ index })
        await events.putEvents({ Entries: [{ Source: FunctionName, DetailType: 'bench', Detail }] })
        return now()
      }
    },
  }
}
