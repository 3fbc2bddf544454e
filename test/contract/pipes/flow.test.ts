import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { makeFunction } from '../lambda/support.ts'
import { type Account, newAccount, readJson } from './support.ts'

const server = testServer()

async function logsOf({ logs }: Account, logGroupName: string): Promise<unknown[]> {
  const { events = [] } = await logs.filterLogEvents({ logGroupName })
  return events.map(({ message = '' }) => readJson(message))
}

describe('from a queue', () => {
  // EventBridge User Guide, "Amazon Simple Queue Service as a source" (example event).
  it('events are those of AWS', async () => {
    const account = newAccount(server)
    const Source = await account.makeQueue('in')
    await account.makePipe('p', { Source, Target: await account.makeQueue('out') })
    await account.send('in', 'Test message.')
    const [event] = (await account.take('out', 1)) as Array<Record<string, unknown>>
    const { messageId, receiptHandle, attributes, ...rest } = event ?? {}
    assert.ok(messageId && receiptHandle)
    const { SentTimestamp, SenderId, ApproximateFirstReceiveTimestamp, ...others } = attributes as Record<
      string,
      string
    >
    assert.ok(SentTimestamp && SenderId && ApproximateFirstReceiveTimestamp)
    assert.deepEqual(others, { ApproximateReceiveCount: '1' })
    assert.deepEqual(rest, {
      body: 'Test message.',
      messageAttributes: {},
      md5OfBody: createHash('md5').update('Test message.').digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: Source,
      awsRegion: 'us-east-1',
    })
    await until(async () => (await account.depth('in')) === 0, 'the message is deleted')
  })

  it('they are filtered, and made into what the target wants', async () => {
    const account = newAccount(server)
    await account.makePipe('p', {
      Source: await account.makeQueue('in'),
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] },
      },
      Target: await account.makeQueue('out'),
      TargetParameters: {
        InputTemplate:
          '{"n": <$.body.n>, "all": <$.body>, "text": "<$.body.kind> of <aws.pipes.pipe-name>", "none": <$.body.none>}',
      },
    })
    await account.send('in', '{"kind":"other"}', '{"kind":"order","n":5}', 'text')
    assert.deepEqual(await account.take('out', 1), [
      { n: 5, all: { kind: 'order', n: 5 }, text: 'order of p', none: '' },
    ])
    await until(async () => (await account.depth('in')) === 0, 'those that were filtered out are deleted')
    assert.equal(await account.depth('out'), 0)
  })

  it('they go to a bus with what the pipe says of them, and to logs', async () => {
    const account = newAccount(server)
    const { logs, events, id } = account
    for (const logGroupName of ['seen', 'direct', 'executions']) await logs.createLogGroup({ logGroupName })
    const group = (name: string) => `arn:aws:logs:us-east-1:${id}:log-group:${name}`
    await events.putRule({ Name: 'r', EventPattern: '{"source":["pipe.k1"]}' })
    await events.putTargets({ Rule: 'r', Targets: [{ Id: 'x', Arn: group('seen') }] })
    await account.makePipe('to-bus', {
      Source: await account.makeQueue('in'),
      Target: `arn:aws:events:us-east-1:${id}:event-bus/default`,
      TargetParameters: {
        InputTemplate: '{"key": <$.body.key>}',
        EventBridgeEventBusParameters: {
          Source: 'pipe.k1',
          DetailType: '$.body.type',
          Resources: ['arn:aws:x:us-east-1::y'],
        },
      },
      LogConfiguration: {
        Level: 'INFO',
        CloudwatchLogsLogDestination: { LogGroupArn: group('executions') },
        IncludeExecutionData: ['ALL'],
      },
    })
    await account.makePipe('to-logs', {
      Source: await account.makeQueue('in-2'),
      Target: group('direct'),
      TargetParameters: { CloudWatchLogsParameters: { LogStreamName: 's' }, InputTemplate: '"got <$.body>"' },
    })
    await account.send('in', '{"key":"k1","type":"t1"}')
    await until(async () => (await logsOf(account, 'seen')).length === 1, 'the event comes through')
    const [event] = (await logsOf(account, 'seen')) as Array<Record<string, unknown>>
    assert.equal(event?.['detail-type'], 't1')
    assert.deepEqual(event?.resources, ['arn:aws:x:us-east-1::y'])
    assert.deepEqual(event?.detail, { key: 'k1' })
    await until(async () => (await logsOf(account, 'executions')).length === 2, 'the execution is logged')
    const executions = (await logsOf(account, 'executions')) as Array<Record<string, unknown>>
    assert.deepEqual(executions.map(({ messageType }) => messageType).sort(), [
      'ExecutionStarted',
      'ExecutionSucceeded',
    ])
    await account.send('in-2', 'hello')
    await until(async () => (await logsOf(account, 'direct')).length === 1, 'the message is logged')
    assert.deepEqual(await logsOf(account, 'direct'), ['got hello'])
  })

  it('they stay when the target cannot be reached', async () => {
    const account = newAccount(server)
    const Source = await account.makeQueue('in', { VisibilityTimeout: '1' })
    const Target = `arn:aws:sqs:us-east-1:${account.id}:later`
    await account.makePipe('p', { Source, Target, TargetParameters: { InputTemplate: '<$.body>' } })
    await account.send('in', 'patient')
    await account.makeQueue('later')
    // Where a second is short, it may come twice.
    assert.deepEqual(new Set(await account.take('later', 1)), new Set(['patient']))
    // What is JSON goes on as JSON.
    await account.send('in', '{"key":"value"}')
    assert.deepEqual(await account.take('later', 1), [{ key: 'value' }])
  })
})

describe('from a stream', () => {
  // EventBridge User Guide, "Amazon Kinesis stream as a source" (example event).
  it('of Kinesis, records come flat and in order, with their data as JSON for templates', async () => {
    const account = newAccount(server)
    const { kinesis, id } = account
    await kinesis.createStream({ StreamName: 's', ShardCount: 1 })
    await until(
      async () =>
        (await kinesis.describeStreamSummary({ StreamName: 's' })).StreamDescriptionSummary?.StreamStatus ===
        'ACTIVE',
    )
    const Source = `arn:aws:kinesis:us-east-1:${id}:stream/s`
    const SourceParameters = {
      KinesisStreamParameters: { StartingPosition: 'LATEST', BatchSize: 10 },
    } as const
    await account.makePipe('whole', { Source, SourceParameters, Target: await account.makeQueue('out') })
    await account.makePipe('data', {
      Source,
      SourceParameters: {
        ...SourceParameters,
        FilterCriteria: { Filters: [{ Pattern: '{"data":{"n":[{"numeric":[">",0]}]}}' }] },
      },
      Target: await account.makeQueue('numbers'),
      TargetParameters: { InputTemplate: '{"n": <$.data.n>}' },
    })
    for (const n of [0, 1, 2])
      await kinesis.putRecord({
        StreamName: 's',
        PartitionKey: 'k',
        Data: Buffer.from(JSON.stringify({ n })),
      })
    const [event] = (await account.take('out', 3)) as Array<Record<string, unknown>>
    const { sequenceNumber, eventID, approximateArrivalTimestamp, ...rest } = event ?? {}
    assert.ok(sequenceNumber && eventID && approximateArrivalTimestamp)
    assert.deepEqual(rest, {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'k',
      data: Buffer.from('{"n":0}').toString('base64'),
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: account.roleArn,
      awsRegion: 'us-east-1',
      eventSourceARN: Source,
    })
    assert.deepEqual(await account.take('numbers', 2), [{ n: 1 }, { n: 2 }])
  })

  it('of Kinesis, batches that fail are given up, and told to the dead-letter queue', async () => {
    const account = newAccount(server)
    const { kinesis, id } = account
    await kinesis.createStream({ StreamName: 's', ShardCount: 1 })
    await until(
      async () =>
        (await kinesis.describeStreamSummary({ StreamName: 's' })).StreamDescriptionSummary?.StreamStatus ===
        'ACTIVE',
    )
    const Source = `arn:aws:kinesis:us-east-1:${id}:stream/s`
    await account.makePipe('p', {
      Source,
      SourceParameters: {
        KinesisStreamParameters: {
          StartingPosition: 'TRIM_HORIZON',
          MaximumRetryAttempts: 0,
          DeadLetterConfig: { Arn: await account.makeQueue('letters') },
        },
      },
      Target: `arn:aws:sqs:us-east-1:${id}:nowhere`,
    })
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: Buffer.from('x') })
    const [letter] = (await account.take('letters', 1)) as Array<Record<string, unknown>>
    assert.deepEqual(letter?.context, {
      partnerResourceArn: `arn:aws:pipes:us-east-1:${id}:pipe/p`,
      condition: 'RetryAttemptsExhausted',
    })
    const { batchSize, streamArn } = (letter?.KinesisBatchInfo ?? {}) as Record<string, unknown>
    assert.equal(batchSize, 1)
    assert.equal(streamArn, Source)
  })

  it('of DynamoDB, changes come as they are', async () => {
    const account = newAccount(server)
    const { dynamodb } = account
    const { TableDescription } = await dynamodb.createTable({
      TableName: 'table',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
    const Source = TableDescription?.LatestStreamArn ?? ''
    await account.makePipe('p', {
      Source,
      SourceParameters: {
        DynamoDBStreamParameters: { StartingPosition: 'LATEST' },
        FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
      },
      Target: await account.makeQueue('out'),
      TargetParameters: { InputTemplate: '{"id": <$.dynamodb.NewImage.id.S>, "name": <$.eventName>}' },
    })
    await dynamodb.putItem({ TableName: 'table', Item: { id: { S: 'a' } } })
    await dynamodb.deleteItem({ TableName: 'table', Key: { id: { S: 'a' } } })
    await dynamodb.putItem({ TableName: 'table', Item: { id: { S: 'b' } } })
    assert.deepEqual(await account.take('out', 2), [
      { id: 'a', name: 'INSERT' },
      { id: 'b', name: 'INSERT' },
    ])
  })
})

describe('functions', () => {
  it('enrich events, and are targets that take batches', async () => {
    const account = newAccount(server)
    const { id } = account
    const lambda = new Lambda(account.config)
    const functions = { id, lambda, arn: (name: string) => `arn:aws:lambda:us-east-1:${id}:function:${name}` }
    const queue = await account.makeQueue('out')
    const active = (FunctionName: string) =>
      waitUntilFunctionActiveV2(
        { client: lambda, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 60 },
        { FunctionName },
      )
    await makeFunction(
      functions,
      'enrich',
      {},
      'def handler(events, context):\n    return [dict(n=e["n"] * 2) for e in events if e["n"] > 1]\n',
    )
    await active('enrich')
    await account.makePipe('enriched', {
      Source: await account.makeQueue('in'),
      Enrichment: functions.arn('enrich'),
      EnrichmentParameters: { InputTemplate: '{"n": <$.body.n>}' },
      Target: queue,
      TargetParameters: { InputTemplate: '{"doubled": <$.n>}' },
    })
    await account.send('in', '{"n":1}', '{"n":2}', '{"n":3}')
    const found = (await account.take('out', 2)) as Array<{ doubled: number }>
    assert.deepEqual(found.map(({ doubled }) => doubled).sort(), [4, 6])
    await until(async () => (await account.depth('in')) === 0, 'all are done with')

    // Failures of single messages: they come again, until the function takes them.
    await makeFunction(
      functions,
      'picky',
      {},
      [
        'seen = set()',
        'def handler(events, context):',
        '    new = [e["messageId"] for e in events if e["messageId"] not in seen]',
        '    seen.update(new)',
        '    return {"batchItemFailures": [{"itemIdentifier": i} for i in new]}',
        '',
      ].join('\n'),
    )
    await active('picky')
    await account.makePipe('picky', {
      Source: await account.makeQueue('again', { VisibilityTimeout: '1' }),
      Target: functions.arn('picky'),
    })
    await account.send('again', 'one', 'two')
    await until(async () => (await account.depth('again')) === 0, 'all are taken in the end')
  })
})

describe('API destinations', () => {
  // EventBridge User Guide, "Amazon EventBridge Pipes batching and concurrency": neither takes batches.
  it('enrich and take events, one with each request', async () => {
    const seen: Array<{ url: string | undefined; body: unknown; key: unknown }> = []
    let refusals = 1
    const http = createServer(async (request, response) => {
      const body = readJson(await text(request)) as { n: number }
      const { url, headers } = request
      seen.push({ url, body, key: headers['x-key'] })
      if (url?.startsWith('/enrich')) response.end(JSON.stringify({ doubled: body.n * 2 }))
      else if (refusals-- > 0) response.writeHead(503).end()
      else response.end()
    })
    await once(http.listen(0, '127.0.0.1'), 'listening')
    try {
      const account = newAccount(server)
      const { events } = account
      const { ConnectionArn } = await events.createConnection({
        Name: 'c',
        AuthorizationType: 'API_KEY',
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'secret' } },
      })
      const destination = async (Name: string) => {
        const { port } = http.address() as AddressInfo
        const { ApiDestinationArn } = await events.createApiDestination({
          Name,
          ConnectionArn,
          InvocationEndpoint: `http://127.0.0.1:${port}/${Name}/*`,
          HttpMethod: 'POST',
        })
        return ApiDestinationArn ?? ''
      }
      const Target = await destination('sink')
      await account.makePipe('p', {
        Source: await account.makeQueue('in', { VisibilityTimeout: '1' }),
        Enrichment: await destination('enrich'),
        EnrichmentParameters: {
          InputTemplate: '{"n": <$.body.n>}',
          HttpParameters: { PathParameterValues: ['$.body.kind'] },
        },
        Target,
        TargetParameters: { HttpParameters: { QueryStringParameters: { d: '$.doubled' } } },
      })
      await account.send('in', '{"n":21,"kind":"order"}')
      await until(async () => (await account.depth('in')) === 0, 'the message is deleted')
      const enriching = { url: '/enrich/order', body: { n: 21 }, key: 'secret' }
      const sinking = { url: '/sink/?d=42', body: { doubled: 42 }, key: 'secret' }
      // What the sink did not take comes again; where a second is short, once more meanwhile.
      assert.deepEqual(seen.slice(0, 2), [enriching, sinking])
      for (const one of seen) assert.deepEqual(one, one.url === enriching.url ? enriching : sinking)
      assert.ok(seen.filter(({ url }) => url === sinking.url).length > 1)
    } finally {
      http.close()
    }
  })
})
