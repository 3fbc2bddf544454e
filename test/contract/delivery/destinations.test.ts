import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { testServer } from '../../support/server.ts'
import { type DeliveryWorld, deliveryWorld, echo } from './support.ts'

const failing = "def handler(event, context):\n    raise ValueError('no')\n"

describe('records of invocations that failed', () => {
  const server = testServer()

  async function failOnce(world: DeliveryWorld, Destination: string): Promise<string> {
    await world.reporter('f', failing)
    await world.lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination } },
    })
    const sent = await world.lambda.invoke({ FunctionName: 'f', InvocationType: 'Event', Payload: '{"a":1}' })
    return sent.$metadata.requestId ?? ''
  }

  const isRecord = (value: unknown, requestId: string) => {
    const record = value as { requestContext: Record<string, unknown>; requestPayload: unknown }
    assert.equal(record.requestContext.requestId, requestId)
    assert.equal(record.requestContext.condition, 'RetriesExhausted')
    assert.deepEqual(record.requestPayload, { a: 1 })
  }

  // Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations": the record is the message.
  it('come to topics', async () => {
    const world = await deliveryWorld(server)
    const sns = new SNS(server.config({ account: world.id }))
    await world.reporter('told', echo)
    const { TopicArn = '' } = await sns.createTopic({ Name: 'failures' })
    await world.lambda.addPermission({
      FunctionName: 'told',
      StatementId: 'sns',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: TopicArn,
    })
    await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: world.arn('told') })
    const requestId = await failOnce(world, TopicArn)
    const [event] = (await world.reports(1)) as Array<{ Records: Array<{ Sns: { Message: string } }> }>
    isRecord(JSON.parse(event?.Records[0]?.Sns.Message ?? ''), requestId)
    sns.destroy()
  })

  // Source: as above: the record is the detail of an event of the source `lambda`.
  it('come to event buses', async () => {
    const world = await deliveryWorld(server)
    const events = new EventBridge(server.config({ account: world.id }))
    await world.reporter('told', echo)
    await world.lambda.addPermission({
      FunctionName: 'told',
      StatementId: 'events',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    })
    await events.putRule({ Name: 'failures', EventPattern: '{"source":["lambda"]}' })
    await events.putTargets({ Rule: 'failures', Targets: [{ Id: 'told', Arn: world.arn('told') }] })
    const bus = `arn:aws:events:us-east-1:${world.id}:event-bus/default`
    const requestId = await failOnce(world, bus)
    const [event] = (await world.reports(1)) as Array<Record<string, unknown>>
    assert.equal(event?.['detail-type'], 'Lambda Function Invocation Result - Failure')
    assert.deepEqual(event?.resources, [bus, world.arn('f', '$LATEST')].toSorted().reverse())
    isRecord(event?.detail, requestId)
    events.destroy()
  })

  // Source: as above, S3 destinations: `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>`.
  it('come to buckets', async () => {
    const world = await deliveryWorld(server)
    const s3 = new S3({ ...server.config({ account: world.id }), forcePathStyle: true })
    await s3.createBucket({ Bucket: `failures-${world.id}` })
    const requestId = await failOnce(world, `arn:aws:s3:::failures-${world.id}`)
    await server.lambent.idle()
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: `failures-${world.id}` })
    assert.equal(Contents.length, 1)
    const Key = Contents[0]?.Key ?? ''
    assert.match(
      Key,
      /^aws\/lambda\/async\/f\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    )
    const { Body } = await s3.getObject({ Bucket: `failures-${world.id}`, Key })
    isRecord(JSON.parse((await Body?.transformToString()) ?? ''), requestId)
    s3.destroy()
  })

  // Source: Lambda Developer Guide, "Retain discarded batch records for a Kinesis Data Streams event source in Lambda", S3.
  it('of streams come to buckets, with the whole event', async () => {
    const world = await deliveryWorld(server)
    const s3 = new S3({ ...server.config({ account: world.id }), forcePathStyle: true })
    const kinesis = new Kinesis(server.config({ account: world.id }))
    const Bucket = `batches-${world.id}`
    await s3.createBucket({ Bucket })
    await kinesis.createStream({ StreamName: 's', ShardCount: 1 })
    await server.lambent.idle()
    await world.reporter('f', failing)
    const UUID = await world.map({
      FunctionName: 'f',
      EventSourceArn: `arn:aws:kinesis:us-east-1:${world.id}:stream/s`,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${Bucket}` } },
    })
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: Buffer.from('hello') })
    await server.lambent.idle()
    const { Contents = [] } = await s3.listObjectsV2({ Bucket })
    const Key = Contents[0]?.Key ?? ''
    assert.ok(Key.startsWith(`aws/lambda/${UUID}/shardId-000000000000/`), Key)
    const { Body } = await s3.getObject({ Bucket, Key })
    const record = JSON.parse((await Body?.transformToString()) ?? '{}') as {
      payload: string
      KinesisBatchInfo: { batchSize: number }
    }
    assert.equal(record.KinesisBatchInfo.batchSize, 1)
    const event = JSON.parse(record.payload) as { Records: Array<{ kinesis: { data: string } }> }
    assert.equal(event.Records[0]?.kinesis.data, Buffer.from('hello').toString('base64'))
    s3.destroy()
    kinesis.destroy()
  })
})

// Source: Lambda Developer Guide, "Use Lambda recursive loop detection to prevent infinite loops": through SQS, SNS and S3.
describe('functions that feed themselves are stopped', () => {
  const server = testServer()
  const headers = "{'x-amzn-trace-id': os.environ['_X_AMZN_TRACE_ID']}"

  it('through a topic', async () => {
    const world = await deliveryWorld(server)
    const sns = new SNS(server.config({ account: world.id }))
    const { TopicArn = '' } = await sns.createTopic({ Name: 'loop' })
    const source = `
import urllib.parse
def handler(event, context):
    report('ran')
    body = urllib.parse.urlencode({'Action': 'Publish', 'Version': '2010-03-31', 'TopicArn': '${TopicArn}', 'Message': 'again'})
    request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'], data=body.encode(), headers={
        'content-type': 'application/x-www-form-urlencoded',
        'x-amz-date': '20260101T000000Z',
        'authorization': 'AWS4-HMAC-SHA256 Credential=' + os.environ['ACCOUNT'] + '/20260101/us-east-1/sns/aws4_request, SignedHeaders=host;x-amz-date, Signature=' + '0' * 64,
        **${headers},
    })
    urllib.request.urlopen(request, timeout=20).read()
`
    await world.reporter('f', source)
    await world.lambda.addPermission({
      FunctionName: 'f',
      StatementId: 'sns',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
    })
    await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: world.arn('f') })
    await sns.publish({ TopicArn, Message: 'once' })
    assert.equal((await world.reports(16)).length, 16)
    await server.lambent.idle()
    await world.noMoreReports()
    sns.destroy()
  })

  it('through a bucket', async () => {
    const world = await deliveryWorld(server)
    const s3 = new S3({ ...server.config({ account: world.id }), forcePathStyle: true })
    const Bucket = `loop-${world.id}`
    await s3.createBucket({ Bucket })
    const source = `
def handler(event, context):
    report('ran')
    request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'] + '/${Bucket}/again', data=b'x', method='PUT', headers={
        'x-amz-date': '20260101T000000Z',
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'authorization': 'AWS4-HMAC-SHA256 Credential=' + os.environ['ACCOUNT'] + '/20260101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=' + '0' * 64,
        **${headers},
    })
    urllib.request.urlopen(request, timeout=20).read()
`
    await world.reporter('f', source)
    await world.lambda.addPermission({
      FunctionName: 'f',
      StatementId: 's3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
    })
    await s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [{ LambdaFunctionArn: world.arn('f'), Events: ['s3:ObjectCreated:*'] }],
      },
    })
    await s3.putObject({ Bucket, Key: 'once', Body: 'x' })
    assert.equal((await world.reports(16)).length, 16)
    await server.lambent.idle()
    await world.noMoreReports()
    s3.destroy()
  })
})
