/** Every source of events, as the crash test uses it: made once, then fed from several senders at once. */
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { Lambda } from '@aws-sdk/client-lambda'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { zipOf } from '../../support/zip.ts'

export const account = '000000000000'
/** The queue's messages that a killed server had in hand come back after so long. Unit: seconds. */
const visibilitySeconds = 10

/**
 * Notes the ids of all events of its batch where a kill does not undo it: in a table of the server's own. An id is the body, the
 * data, the key or the detail, by the source.
 */
export const notingSource = `
import base64, http.client, json, os, urllib.parse

server = http.client.HTTPConnection(urllib.parse.urlsplit(os.environ['AWS_ENDPOINT_URL']).netloc, timeout=8)

def ask(target, body):
    server.request('POST', '/', json.dumps(body).encode(), {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        'x-amz-date': '20260101T000000Z',
        'authorization': 'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=' + '0' * 64,
    })
    answer = server.getresponse()
    text = answer.read()
    if answer.status != 200: raise Exception(text)
    return json.loads(text or b'{}')

def call(target, body):
    try: return ask(target, body)
    except (http.client.HTTPException, OSError):
        # The server has closed a connection that was not used for a while.
        server.close()
        return ask(target, body)

def id_of(record):
    if 'kinesis' in record: return base64.b64decode(record['kinesis']['data']).decode()
    if 'dynamodb' in record: return record['dynamodb']['Keys']['id']['S']
    if 's3' in record: return record['s3']['object']['key']
    if 'Sns' in record: return record['Sns']['Message']
    return record['body']

def handler(event, context):
    ids = sorted({id_of(one) for one in event['Records']}) if 'Records' in event else [event['detail']['id']]
    for first in range(0, len(ids), 25):
        items = [{'PutRequest': {'Item': {'id': {'S': id}}}} for id in ids[first:first + 25]]
        left = call('DynamoDB_20120810.BatchWriteItem', {'RequestItems': {'ran': items}})
        if left.get('UnprocessedItems'): raise Exception('not all could be noted')
`

export interface Clients {
  readonly dynamodb: DynamoDB
  readonly events: EventBridge
  readonly kinesis: Kinesis
  readonly lambda: Lambda
  readonly s3: S3
  readonly sns: SNS
  readonly sqs: SQS
  destroy(): void
}

export function clientsOf(endpoint: string): Clients {
  const credentials = { accessKeyId: account, secretAccessKey: 'secret' }
  const config = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  const all = {
    dynamodb: new DynamoDB(config),
    events: new EventBridge(config),
    kinesis: new Kinesis(config),
    lambda: new Lambda(config),
    s3: new S3({ ...config, forcePathStyle: true }),
    sns: new SNS(config),
    sqs: new SQS(config),
  }
  return {
    ...all,
    destroy() {
      for (const client of Object.values(all)) client.destroy()
    },
  }
}

/** A source: how it is made, and how events with these ids are handed to it. Answers the ids that were acknowledged. */
export interface Source {
  readonly name: string
  /** Events of one request. */
  readonly count: number
  make(clients: Clients, functionArn: string): Promise<void>
  send(clients: Clients, ids: readonly string[]): Promise<readonly string[]>
}

const queueUrl = async ({ sqs }: Clients) => (await sqs.getQueueUrl({ QueueName: 'source' })).QueueUrl ?? ''
const topicArn = `arn:aws:sns:us-east-1:${account}:source`

export const sources: readonly Source[] = [
  {
    name: 'SQS',
    count: 10,
    async make({ sqs, lambda }, FunctionName) {
      const Attributes = { VisibilityTimeout: String(visibilitySeconds) }
      await sqs.createQueue({ QueueName: 'source', Attributes })
      const EventSourceArn = `arn:aws:sqs:us-east-1:${account}:source`
      await lambda.createEventSourceMapping({ FunctionName, EventSourceArn })
    },
    async send(clients, ids) {
      const { Successful = [] } = await clients.sqs.sendMessageBatch({
        QueueUrl: await queueUrl(clients),
        Entries: ids.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      })
      return Successful.map(({ Id }) => ids[Number(Id)] ?? '')
    },
  },
  {
    name: 'DynamoDB stream',
    count: 10,
    async make({ dynamodb, lambda }, FunctionName) {
      const EventSourceArn = await makeTable(dynamodb, 'source', true)
      await lambda.createEventSourceMapping({
        FunctionName,
        EventSourceArn,
        StartingPosition: 'TRIM_HORIZON',
      })
    },
    async send({ dynamodb }, ids) {
      const source = ids.map((id) => ({ PutRequest: { Item: { id: { S: id } } } }))
      const { UnprocessedItems = {} } = await dynamodb.batchWriteItem({ RequestItems: { source } })
      const left = (UnprocessedItems.source ?? []).map(({ PutRequest }) => PutRequest?.Item?.id?.S)
      return ids.filter((id) => !left.includes(id))
    },
  },
  {
    name: 'Kinesis',
    count: 10,
    async make({ kinesis, lambda }, FunctionName) {
      await kinesis.createStream({ StreamName: 'source', ShardCount: 2 })
      const EventSourceArn = `arn:aws:kinesis:us-east-1:${account}:stream/source`
      await lambda.createEventSourceMapping({
        FunctionName,
        EventSourceArn,
        StartingPosition: 'TRIM_HORIZON',
        ParallelizationFactor: 2,
      })
    },
    async send({ kinesis }, ids) {
      const { Records = [] } = await kinesis.putRecords({
        StreamName: 'source',
        Records: ids.map((id) => ({ PartitionKey: id, Data: Buffer.from(id) })),
      })
      return ids.filter((_, index) => Records[index]?.ErrorCode === undefined)
    },
  },
  {
    name: 'S3',
    count: 10,
    async make({ s3, lambda }, LambdaFunctionArn) {
      await permit(lambda, LambdaFunctionArn, 's3')
      await s3.createBucket({ Bucket: 'source' })
      await s3.putBucketNotificationConfiguration({
        Bucket: 'source',
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ['s3:ObjectCreated:*'] }],
        },
      })
    },
    async send({ s3 }, ids) {
      const puts = ids.map((Key) => s3.putObject({ Bucket: 'source', Key, Body: Key }))
      const outcomes = await Promise.allSettled(puts)
      return ids.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    },
  },
  {
    name: 'SNS',
    count: 10,
    async make({ sns, lambda }, Endpoint) {
      await permit(lambda, Endpoint, 'sns')
      await sns.createTopic({ Name: 'source' })
      await sns.subscribe({ TopicArn: topicArn, Protocol: 'lambda', Endpoint })
    },
    async send({ sns }, ids) {
      const { Successful = [] } = await sns.publishBatch({
        TopicArn: topicArn,
        PublishBatchRequestEntries: ids.map((Message, index) => ({ Id: String(index), Message })),
      })
      return Successful.map(({ Id }) => ids[Number(Id)] ?? '')
    },
  },
  {
    name: 'EventBridge',
    count: 10,
    async make({ events, lambda }, Arn) {
      await permit(lambda, Arn, 'events')
      await events.putRule({ Name: 'source', EventPattern: '{"source":["test"]}' })
      await events.putTargets({ Rule: 'source', Targets: [{ Id: 'function', Arn }] })
    },
    async send({ events }, ids) {
      const { Entries = [] } = await events.putEvents({
        Entries: ids.map((id) => ({ Source: 'test', DetailType: 'test', Detail: JSON.stringify({ id }) })),
      })
      return ids.filter((_, index) => Entries[index]?.EventId !== undefined)
    },
  },
]

/** Makes a table of ids; answers its stream's ARN. */
export async function makeTable(
  dynamodb: DynamoDB,
  TableName: string,
  StreamEnabled: boolean,
): Promise<string> {
  const { TableDescription } = await dynamodb.createTable({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...(StreamEnabled ? { StreamSpecification: { StreamEnabled, StreamViewType: 'KEYS_ONLY' } } : {}),
  })
  for (;;) {
    const { Table } = await dynamodb.describeTable({ TableName })
    if (Table?.TableStatus === 'ACTIVE') return TableDescription?.LatestStreamArn ?? ''
  }
}

/** Makes the function that notes; answers its ARN. */
export async function makeNotingFunction({ lambda, dynamodb }: Clients): Promise<string> {
  await makeTable(dynamodb, 'ran', false)
  const { FunctionArn = '' } = await lambda.createFunction({
    FunctionName: 'note',
    Role: `arn:aws:iam::${account}:role/worker`,
    Runtime: 'python3.13',
    Handler: 'index.handler',
    Timeout: visibilitySeconds,
    Code: { ZipFile: zipOf({ 'index.py': notingSource }) },
  })
  for (;;) {
    const { State, StateReason } = await lambda.getFunctionConfiguration({ FunctionName: 'note' })
    if (State === 'Active') return FunctionArn
    if (State === 'Failed') throw new Error(StateReason)
  }
}

async function permit(lambda: Lambda, FunctionName: string, service: string): Promise<void> {
  await lambda.addPermission({
    FunctionName,
    StatementId: service,
    Action: 'lambda:InvokeFunction',
    Principal: `${service}.amazonaws.com`,
  })
}
