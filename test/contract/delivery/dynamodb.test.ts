import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DynamoDB, type StreamViewType } from '@aws-sdk/client-dynamodb'
import type { CreateEventSourceMappingRequest } from '@aws-sdk/client-lambda'
import { type TestServer, testServer } from '../../support/server.ts'
import { deliveryWorld, echo } from './support.ts'

interface StreamEvent {
  readonly Records: ReadonlyArray<
    Record<string, unknown> & { dynamodb: Record<string, unknown> & { Keys: Record<string, unknown> } }
  >
}

async function tableWorld(
  server: TestServer,
  source: string,
  StreamViewType: StreamViewType = 'NEW_AND_OLD_IMAGES',
) {
  const world = await deliveryWorld(server)
  const dynamodb = new DynamoDB(server.config({ account: world.id }))
  const { TableDescription } = await dynamodb.createTable({
    TableName: 'orders',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType },
  })
  await server.lambent.idle()
  await world.reporter('f', source)
  const stream = TableDescription?.LatestStreamArn ?? ''
  const map = (more: Partial<CreateEventSourceMappingRequest> = {}) =>
    world.map({ FunctionName: 'f', EventSourceArn: stream, StartingPosition: 'LATEST', ...more })
  const put = (id: string, more: Record<string, { S: string } | { B: Uint8Array } | { N: string }> = {}) =>
    dynamodb.putItem({ TableName: 'orders', Item: { id: { S: id }, ...more } })
  return { ...world, dynamodb, stream, map, put }
}

describe('streams of tables that feed functions', () => {
  const server = testServer()

  // Source: Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB", example event; DynamoDB Streams API Reference,
  // Record and StreamRecord.
  it('hand on changes as AWS does', async () => {
    const world = await tableWorld(server, echo)
    await world.put('old')
    await world.map({ BatchSize: 1 })
    await world.put('a', { bytes: { B: Uint8Array.of(1, 2, 3) }, number: { N: '12345678901234567890.5' } })
    await world.dynamodb.updateItem({
      TableName: 'orders',
      Key: { id: { S: 'a' } },
      UpdateExpression: 'SET #n = :one REMOVE #b',
      ExpressionAttributeNames: { '#n': 'number', '#b': 'bytes' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    })
    await world.dynamodb.deleteItem({ TableName: 'orders', Key: { id: { S: 'a' } } })
    const events = (await world.reports(3)) as StreamEvent[]
    const records = events.flatMap(({ Records }) => Records)
    const shown = records.map(({ eventID, dynamodb, ...record }) => {
      const { ApproximateCreationDateTime, SequenceNumber, SizeBytes, ...images } = dynamodb
      assert.match(String(eventID), /^[0-9a-f]{32}$/)
      assert.ok(Math.abs(Number(ApproximateCreationDateTime) - Date.now() / 1000) < 60)
      assert.match(String(SequenceNumber), /^\d{21,40}$/)
      assert.ok(Number(SizeBytes) > 0)
      return { ...record, dynamodb: images }
    })
    const shared = {
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      eventSourceARN: world.stream,
    }
    const Keys = { id: { S: 'a' } }
    const first = { id: { S: 'a' }, bytes: { B: 'AQID' }, number: { N: '12345678901234567890.5' } }
    const second = { id: { S: 'a' }, number: { N: '1' } }
    const StreamViewType = 'NEW_AND_OLD_IMAGES'
    assert.deepEqual(shown, [
      { ...shared, eventName: 'INSERT', dynamodb: { Keys, NewImage: first, StreamViewType } },
      {
        ...shared,
        eventName: 'MODIFY',
        dynamodb: { Keys, NewImage: second, OldImage: first, StreamViewType },
      },
      { ...shared, eventName: 'REMOVE', dynamodb: { Keys, OldImage: second, StreamViewType } },
    ])
    const numbers = records.map(({ dynamodb }) => BigInt(String(dynamodb.SequenceNumber)))
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => (a < b ? -1 : 1)),
    )
  })

  // Source: Lambda Developer Guide, "Using event filtering with a DynamoDB event source".
  it('leave out what no filter wants', async () => {
    const world = await tableWorld(server, echo)
    const Pattern = JSON.stringify({
      eventName: ['INSERT'],
      dynamodb: { NewImage: { id: { S: [{ prefix: 'a' }] } } },
    })
    await world.map({ FilterCriteria: { Filters: [{ Pattern }] } })
    await world.put('b')
    await world.put('a1')
    const [event] = (await world.reports(1)) as StreamEvent[]
    assert.deepEqual(
      event?.Records.map(({ dynamodb }) => dynamodb.Keys),
      [{ id: { S: 'a1' } }],
    )
    await server.lambent.idle()
    await world.noMoreReports()
  })

  it('begin with what there is, where they are told', async () => {
    const world = await tableWorld(server, echo, 'KEYS_ONLY')
    await world.put('a')
    await world.put('b')
    await world.map({ StartingPosition: 'TRIM_HORIZON' })
    const records: Array<StreamEvent['Records'][number]> = []
    // Items may lie in several shards, and each batch is of one.
    while (records.length < 2)
      for (const { Records } of (await world.reports(1)) as StreamEvent[]) records.push(...Records)
    assert.deepEqual(
      records.map(({ dynamodb }) => [Object.keys(dynamodb.Keys), dynamodb.StreamViewType, dynamodb.NewImage]),
      ['a', 'b'].map(() => [['id'], 'KEYS_ONLY', undefined]),
    )
  })

  it('give up what fails, and tell a topic or queue of it', async () => {
    const world = await tableWorld(server, `${echo}    raise Exception('no')\n`)
    const failed = await world.queue('failed')
    await world.map({
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: failed.arn } },
    })
    await world.put('a')
    const { Messages } = await world.sqs.receiveMessage({ QueueUrl: failed.url, WaitTimeSeconds: 20 })
    const record = JSON.parse(Messages?.[0]?.Body ?? '{}') as Record<string, Record<string, unknown>>
    const [event] = (await world.reports(1)) as StreamEvent[]
    const sequence = event?.Records[0]?.dynamodb.SequenceNumber
    const { shardId, approximateArrivalOfFirstRecord, approximateArrivalOfLastRecord, ...info } =
      record.DDBStreamBatchInfo ?? {}
    // Source: Lambda Developer Guide, "Retain discarded records for a DynamoDB event source in Lambda", example record.
    assert.match(String(shardId), /^shardId-/)
    assert.match(String(approximateArrivalOfFirstRecord), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
    assert.equal(approximateArrivalOfLastRecord, approximateArrivalOfFirstRecord)
    assert.deepEqual(info, {
      startSequenceNumber: sequence,
      endSequenceNumber: sequence,
      batchSize: 1,
      streamArn: world.stream,
    })
    assert.equal(record.requestContext?.condition, 'RetryAttemptsExhausted')
    assert.equal(record.requestContext?.approximateInvokeCount, 1)
  })
})
