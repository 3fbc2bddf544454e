import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { Kinesis } from '@aws-sdk/client-kinesis'
import type { CreateEventSourceMappingRequest } from '@aws-sdk/client-lambda'
import { VirtualClock } from '../../../src/index.ts'
import { type TestServer, testServer } from '../../support/server.ts'
import { type DeliveryWorld, deliveryWorld, echo } from './support.ts'

interface KinesisEvent {
  readonly Records: ReadonlyArray<Record<string, unknown> & { kinesis: Record<string, unknown> }>
  readonly window?: { start: string; end: string }
  readonly state?: unknown
  readonly isFinalInvokeForWindow?: boolean
}

const dataOf = (event: unknown) =>
  (event as KinesisEvent).Records.map(({ kinesis }) => Buffer.from(String(kinesis.data), 'base64').toString())

async function streamWorld(
  server: TestServer,
  source: string,
  input: Partial<CreateEventSourceMappingRequest>,
) {
  const world = await deliveryWorld(server)
  const kinesis = new Kinesis(server.config({ account: world.id }))
  await kinesis.createStream({ StreamName: 'clicks', ShardCount: 1 })
  await server.lambent.idle()
  await world.reporter('f', source)
  const arn = `arn:aws:kinesis:us-east-1:${world.id}:stream/clicks`
  const put = async (...texts: string[]) => {
    const sent: string[] = []
    for (const text of texts) {
      const { SequenceNumber = '' } = await kinesis.putRecord({
        StreamName: 'clicks',
        PartitionKey: 'key',
        Data: Buffer.from(text),
      })
      sent.push(SequenceNumber)
    }
    return sent
  }
  const map = (more: Partial<CreateEventSourceMappingRequest> = {}) =>
    world.map({ FunctionName: 'f', EventSourceArn: arn, StartingPosition: 'TRIM_HORIZON', ...input, ...more })
  return { ...world, kinesis, arn, put, map }
}

const resultOf = async ({ lambda }: Pick<DeliveryWorld, 'lambda'>, UUID: string) =>
  (await lambda.getEventSourceMapping({ UUID })).LastProcessingResult

describe('Kinesis streams that feed functions', () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1, 12))
  const server = testServer({ clock })
  const advance = (ms: number) => clock.advance(ms, () => server.lambent.idle())

  // Source: Lambda Developer Guide, "How Lambda processes records from Amazon Kinesis Data Streams", example event.
  it('hand on records as AWS does', async () => {
    const world = await streamWorld(server, echo, {})
    const [sequenceNumber] = await world.put('Hello, this is a test.')
    const UUID = await world.map()
    const [event] = (await world.reports(1)) as KinesisEvent[]
    assert.deepEqual(event, {
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'key',
            sequenceNumber,
            data: 'SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==',
            approximateArrivalTimestamp: clock.now() / 1000,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `shardId-000000000000:${sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: `arn:aws:iam::${world.id}:role/worker`,
          awsRegion: 'us-east-1',
          eventSourceARN: world.arn,
        },
      ],
    })
    await server.lambent.idle()
    assert.equal(await resultOf(world, UUID), 'OK')
  })

  it('begin with what comes after the answer, where they are told', async () => {
    const world = await streamWorld(server, echo, { StartingPosition: 'LATEST' })
    await world.put('old')
    await world.map()
    await world.put('new')
    assert.deepEqual(dataOf((await world.reports(1))[0]), ['new'])
  })

  // Source: Lambda Developer Guide, "Retain discarded batch records for a Kinesis Data Streams event source in Lambda", example.
  it('give up what fails, and tell a queue of it', async () => {
    const source = `
def handler(event, context):
    import base64
    data = [base64.b64decode(one['kinesis']['data']).decode() for one in event['Records']]
    report(data)
    if 'bad' in data: raise Exception('no')
`
    const world = await streamWorld(server, source, {})
    const failed = await world.queue('failed')
    const sequences = await world.put('a', 'bad', 'c', 'd')
    const UUID = await world.map({
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: failed.arn } },
      MetricsConfig: { Metrics: ['EventCount'] },
    })
    const { MetricsConfig } = await world.lambda.getEventSourceMapping({ UUID })
    assert.deepEqual(MetricsConfig, { Metrics: ['EventCount'] })
    const StartTime = new Date(clock.now() - 60_000)
    await advance(120_000)
    const reports = (await world.reports(6)) as string[][]
    assert.deepEqual(reports, [['a', 'bad', 'c', 'd'], ['a', 'bad'], ['a'], ['bad'], ['bad'], ['c', 'd']])
    const { Messages } = await world.sqs.receiveMessage({ QueueUrl: failed.url })
    const { requestContext, timestamp, ...record } = JSON.parse(Messages?.[0]?.Body ?? '') as Record<
      string,
      unknown
    >
    const { requestId, ...context } = requestContext as Record<string, unknown>
    assert.match(String(requestId), /^[0-9a-f-]{36}$/)
    assert.match(String(timestamp), /^2026-01-01T\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(context, {
      functionArn: `arn:aws:lambda:us-east-1:${world.id}:function:f`,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 2,
    })
    const { KinesisBatchInfo, ...rest } = record
    assert.deepEqual(rest, {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
    })
    const info = KinesisBatchInfo as Record<string, unknown>
    const { approximateArrivalOfFirstRecord, approximateArrivalOfLastRecord, ...known } = info
    assert.match(String(approximateArrivalOfFirstRecord), /^2026-01-01T/)
    assert.match(String(approximateArrivalOfLastRecord), /^2026-01-01T/)
    assert.deepEqual(known, {
      shardId: 'shardId-000000000000',
      startSequenceNumber: sequences[1],
      endSequenceNumber: sequences[1],
      batchSize: 1,
      streamArn: world.arn,
    })
    await server.lambent.idle()
    assert.equal(await resultOf(world, UUID), 'OK')
    // Source: Lambda Developer Guide, "Types of metrics for Lambda functions", event source mapping metrics.
    const cloudwatch = new CloudWatch(server.config({ account: world.id }))
    const sums: Record<string, number> = {}
    for (const MetricName of [
      'Polled',
      'Invoked',
      'FailedInvoke',
      'OnFailureDestinationDelivered',
      'Dropped',
    ]) {
      const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/Lambda',
        MetricName: `${MetricName}EventCount`,
        Dimensions: [{ Name: 'EventSourceMappingUUID', Value: UUID }],
        StartTime,
        EndTime: new Date(clock.now() + 60_000),
        Period: 60,
        Statistics: ['Sum'],
      })
      sums[MetricName] = Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)
    }
    assert.deepEqual(sums, {
      Polled: 4,
      Invoked: 11,
      FailedInvoke: 8,
      OnFailureDestinationDelivered: 1,
      Dropped: 0,
    })
    cloudwatch.destroy()
  })

  // Source: Lambda Developer Guide, "Configuring partial batch response with Kinesis Data Streams and Lambda".
  it('go on from the lowest record that the function names', async () => {
    const source = `
seen = []
def handler(event, context):
    numbers = [one['kinesis']['sequenceNumber'] for one in event['Records']]
    report(len(numbers))
    seen.append(1)
    if len(seen) == 1:
        return {'batchItemFailures': [{'itemIdentifier': numbers[3]}, {'itemIdentifier': numbers[2]}]}
`
    const world = await streamWorld(server, source, { FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await world.put('a', 'b', 'c', 'd', 'e')
    await world.map()
    await advance(10_000)
    assert.deepEqual(await world.reports(2), [5, 3])
    await world.noMoreReports()
  })

  // Source: Lambda Developer Guide, "Using event filtering with a Kinesis event source".
  it('leave out what no filter wants', async () => {
    const world = await streamWorld(server, echo, {
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"order":{"type":["buy"]}}}' }] },
    })
    const buy = '{"order":{"type":"buy"}}'
    await world.put('plain', '{"order":{"type":"sell"}}', buy)
    await world.map()
    assert.deepEqual(dataOf((await world.reports(1))[0]), [buy])
    await server.lambent.idle()
    await world.noMoreReports()
  })

  // Source: Lambda Developer Guide, "Implementing stateful Kinesis Data Streams processing in Lambda", example event.
  it('keep the state of a window, and end it', async () => {
    const source = `
def handler(event, context):
    report({name: value for name, value in event.items() if name != 'Records'} | {'count': len(event['Records'])})
    state = event['state']
    state['sum'] = state.get('sum', 0) + len(event['Records'])
    return {'state': state}
`
    const world = await streamWorld(server, source, { TumblingWindowInSeconds: 60 })
    await clock.advanceTo(Math.ceil(clock.now() / 60_000) * 60_000, () => server.lambent.idle())
    const start = new Date(clock.now()).toISOString().replace('.000Z', 'Z')
    const end = new Date(clock.now() + 60_000).toISOString().replace('.000Z', 'Z')
    await world.map()
    await world.put('a')
    await server.lambent.idle()
    await world.put('b')
    await advance(60_000)
    const shared = { window: { start, end }, shardId: 'shardId-000000000000', eventSourceARN: world.arn }
    const open = { ...shared, isFinalInvokeForWindow: false, isWindowTerminatedEarly: false, count: 1 }
    assert.deepEqual(await world.reports(3), [
      { ...open, state: {} },
      { ...open, state: { sum: 1 } },
      { ...open, state: { sum: 2 }, isFinalInvokeForWindow: true, count: 0 },
    ])
  })

  it('are read on in the shards that a split makes, after the one that was split', async () => {
    const world = await streamWorld(server, echo, {})
    await world.map()
    await world.put('before')
    assert.deepEqual(dataOf((await world.reports(1))[0]), ['before'])
    await world.kinesis.updateShardCount({
      StreamName: 'clicks',
      TargetShardCount: 2,
      ScalingType: 'UNIFORM_SCALING',
    })
    await server.lambent.idle()
    await world.put('after')
    const [event] = (await world.reports(1)) as KinesisEvent[]
    assert.deepEqual(dataOf(event), ['after'])
    assert.doesNotMatch(String(event?.Records[0]?.eventID), /^shardId-000000000000:/)
  })
})
