import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startLambent, VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { lastingStore } from '../../support/test-stores.ts'
import { deliveryWorld, echo } from './support.ts'

interface SqsEvent {
  readonly Records: ReadonlyArray<Record<string, unknown> & { body: string; messageId: string }>
}

const bodies = (event: unknown) => (event as SqsEvent).Records.map(({ body }) => body)

describe('queues that feed functions', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })
  const advance = (ms: number) => clock.advance(ms, () => server.lambent.idle())

  // Source: Lambda Developer Guide, "Using Lambda with Amazon SQS", example standard queue message event; the members of
  // message attributes as AWS's own event types have them.
  it('hand on messages as AWS does, and delete them', async () => {
    const world = await deliveryWorld(server)
    const { url, arn } = await world.queue('orders')
    await world.reporter('f', echo)
    await world.map({ FunctionName: 'f', EventSourceArn: arn })
    const sent = await world.sqs.sendMessage({
      QueueUrl: url,
      MessageBody: 'Test message.',
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'a' },
        bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 3) },
        number: { DataType: 'Number', StringValue: '7' },
      },
    })
    const [event] = (await world.reports(1)) as SqsEvent[]
    const { receiptHandle, attributes, ...record } = event?.Records[0] ?? ({} as Record<string, unknown>)
    assert.equal(typeof receiptHandle, 'string')
    assert.deepEqual(record, {
      messageId: sent.MessageId,
      body: 'Test message.',
      messageAttributes: {
        text: { stringValue: 'a', stringListValues: [], binaryListValues: [], dataType: 'String' },
        bytes: { binaryValue: 'AQID', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        number: { stringValue: '7', stringListValues: [], binaryListValues: [], dataType: 'Number' },
      },
      md5OfMessageAttributes: sent.MD5OfMessageAttributes,
      md5OfBody: sent.MD5OfMessageBody,
      eventSource: 'aws:sqs',
      eventSourceARN: arn,
      awsRegion: 'us-east-1',
    })
    const { SentTimestamp, ApproximateFirstReceiveTimestamp, SenderId, ...others } = attributes as Record<
      string,
      string
    >
    assert.match(String(SentTimestamp), /^\d{13}$/)
    assert.match(String(ApproximateFirstReceiveTimestamp), /^\d{13}$/)
    assert.equal(typeof SenderId, 'string')
    assert.deepEqual(others, { ApproximateReceiveCount: '1' })
    await server.lambent.idle()
    const { Attributes } = await world.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] })
    assert.equal(Attributes?.ApproximateNumberOfMessagesNotVisible, '0')
    assert.equal(Attributes?.ApproximateNumberOfMessages, '0')
  })

  // Source: as above, example FIFO queue message event.
  it('keep the order of FIFO groups, and name what FIFO queues name', async () => {
    const world = await deliveryWorld(server)
    const { url, arn } = await world.queue('orders.fifo', {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
    })
    await world.reporter('f', echo)
    const numbers = Array.from({ length: 12 }, (_, index) => String(index))
    for (const MessageBody of numbers)
      await world.sqs.sendMessage({
        QueueUrl: url,
        MessageBody,
        MessageGroupId: `g${Number(MessageBody) % 2}`,
      })
    await world.map({ FunctionName: 'f', EventSourceArn: arn, BatchSize: 3 })
    const seen: string[] = []
    let first: Record<string, string> | undefined
    while (seen.length < numbers.length) {
      const [event] = (await world.reports(1)) as SqsEvent[]
      first ??= event?.Records[0]?.attributes as Record<string, string>
      seen.push(...bodies(event))
    }
    for (const group of [0, 1]) {
      const of = seen.filter((body) => Number(body) % 2 === group)
      assert.deepEqual(
        of,
        numbers.filter((body) => Number(body) % 2 === group),
      )
    }
    assert.match(String(first?.SequenceNumber), /^\d{20}$/)
    assert.match(String(first?.MessageGroupId), /^g[01]$/)
    assert.match(String(first?.MessageDeduplicationId), /^[0-9a-f]{64}$/)
  })

  // Source: Lambda Developer Guide, "Handling errors for an SQS event source in Lambda".
  it('see messages again that failed, and hand them to the dead-letter queue', async () => {
    const world = await deliveryWorld(server)
    const dead = await world.queue('dead')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 })
    const { url, arn } = await world.queue('orders', { VisibilityTimeout: '30', RedrivePolicy })
    await world.reporter('f', `${echo}    raise Exception('no')\n`, { Timeout: 30 })
    await world.map({ FunctionName: 'f', EventSourceArn: arn })
    await world.sqs.sendMessage({ QueueUrl: url, MessageBody: 'a' })
    await advance(90_000)
    const events = (await world.reports(2)) as SqsEvent[]
    assert.deepEqual(
      events.map(
        ({ Records: [one] }) =>
          (one?.attributes as Record<string, string> | undefined)?.ApproximateReceiveCount,
      ),
      ['1', '2'],
    )
    const { Messages } = await world.sqs.receiveMessage({ QueueUrl: dead.url, WaitTimeSeconds: 20 })
    assert.equal(Messages?.[0]?.Body, 'a')
    await world.noMoreReports()
  })

  // Source: as above, "Implementing partial batch responses".
  it('get back those messages of a batch that the function names', async () => {
    const world = await deliveryWorld(server)
    const { url, arn } = await world.queue('orders', { VisibilityTimeout: '30' })
    const source = `
def handler(event, context):
    report(event)
    return {'batchItemFailures': [{'itemIdentifier': one['messageId']} for one in event['Records']
        if one['body'] == 'bad' and one['attributes']['ApproximateReceiveCount'] == '1']}
`
    await world.reporter('f', source, { Timeout: 30 })
    await world.sqs.sendMessageBatch({
      QueueUrl: url,
      Entries: ['good', 'bad', 'fine'].map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    })
    await world.map({
      FunctionName: 'f',
      EventSourceArn: arn,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
    await advance(60_000)
    const [first, second] = await world.reports(2)
    assert.deepEqual(bodies(first).toSorted(), ['bad', 'fine', 'good'])
    assert.deepEqual(bodies(second), ['bad'])
    await server.lambent.idle()
    const { Attributes } = await world.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] })
    assert.equal(Attributes?.ApproximateNumberOfMessagesNotVisible, '0')
  })

  // Source: Lambda Developer Guide, "Using event filtering with an Amazon SQS event source".
  it('delete what no filter wants', async () => {
    const world = await deliveryWorld(server)
    const { url, arn } = await world.queue('orders')
    await world.reporter('f', echo)
    const Pattern = JSON.stringify({ body: { kind: ['order'], amount: [{ numeric: ['>', 10] }] } })
    await world.map({ FunctionName: 'f', EventSourceArn: arn, FilterCriteria: { Filters: [{ Pattern }] } })
    const wanted = '{"kind":"order","amount":11}'
    for (const MessageBody of ['plain', '{"kind":"order","amount":10}', wanted])
      await world.sqs.sendMessage({ QueueUrl: url, MessageBody })
    assert.deepEqual(bodies((await world.reports(1))[0]), [wanted])
    await server.lambent.idle()
    await world.noMoreReports()
    const { Attributes } = await world.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] })
    assert.equal(Attributes?.ApproximateNumberOfMessages, '0')
    assert.equal(Attributes?.ApproximateNumberOfMessagesNotVisible, '0')
  })

  it('wait for a batch as long as they are told', async () => {
    const world = await deliveryWorld(server)
    const { url, arn } = await world.queue('orders')
    await world.reporter('f', echo)
    await world.map({
      FunctionName: 'f',
      EventSourceArn: arn,
      BatchSize: 25,
      MaximumBatchingWindowInSeconds: 60,
    })
    const numbers = Array.from({ length: 25 }, (_, index) => String(index))
    for (const MessageBody of numbers) await world.sqs.sendMessage({ QueueUrl: url, MessageBody })
    const [event] = await world.reports(1)
    assert.deepEqual(bodies(event).toSorted(), numbers.toSorted())
  })

  it('stop and go on as they are told, also when the function is throttled', async () => {
    const world = await deliveryWorld(server)
    const { url, arn } = await world.queue('orders')
    await world.reporter('f', echo)
    const UUID = await world.map({ FunctionName: 'f', EventSourceArn: arn, Enabled: false })
    assert.equal((await world.lambda.getEventSourceMapping({ UUID })).State, 'Disabled')
    await world.sqs.sendMessage({ QueueUrl: url, MessageBody: 'a' })
    await server.lambent.idle()
    await world.noMoreReports()
    await world.lambda.putFunctionConcurrency({ FunctionName: 'f', ReservedConcurrentExecutions: 0 })
    await world.lambda.updateEventSourceMapping({ UUID, Enabled: true })
    await server.lambent.idle()
    await world.noMoreReports()
    await world.lambda.deleteFunctionConcurrency({ FunctionName: 'f' })
    await advance(5_000)
    assert.deepEqual(bodies((await world.reports(1))[0]), ['a'])
    await world.lambda.deleteEventSourceMapping({ UUID })
    await server.lambent.idle()
    await world.sqs.sendMessage({ QueueUrl: url, MessageBody: 'b' })
    await server.lambent.idle()
    await world.noMoreReports()
  })

  // Source: Lambda Developer Guide, "Invoking durable functions": event source mappings wait for the execution's end.
  it('begin executions of durable functions', async () => {
    const world = await deliveryWorld(server)
    const { url, arn } = await world.queue('orders')
    const source = `
def handler(event, context):
    execution = event['InitialExecutionState']['Operations'][0]
    report(json.loads(execution['ExecutionDetails']['InputPayload']))
    return {'Status': 'SUCCEEDED', 'Result': '{}'}
`
    await world.reporter('f', source, {
      DurableConfig: { ExecutionTimeout: 60, RetentionPeriodInDays: 1 },
      Publish: true,
    })
    await world.map({ FunctionName: 'f:1', EventSourceArn: arn })
    await world.sqs.sendMessage({ QueueUrl: url, MessageBody: 'a' })
    assert.deepEqual(bodies((await world.reports(1))[0]), ['a'])
    const { DurableExecutions } = await world.lambda.listDurableExecutionsByFunction({
      FunctionName: 'f',
      Qualifier: '1',
    })
    assert.equal(DurableExecutions?.length, 1)
    await server.lambent.idle()
    const { Attributes } = await world.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] })
    assert.equal(Attributes?.ApproximateNumberOfMessagesNotVisible, '0')
  })

  // Source: Lambda Developer Guide, "Use Lambda recursive loop detection to prevent infinite loops".
  it('do not feed a function that feeds them for ever', async () => {
    const world = await deliveryWorld(server)
    const dead = await world.queue('dead')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 })
    const { url, arn } = await world.queue('loop', { VisibilityTimeout: '30', RedrivePolicy })
    const source = `
def handler(event, context):
    report('ran')
    call('AmazonSQS.SendMessage', {'QueueUrl': os.environ['LOOP'], 'MessageBody': 'again'},
        {'x-amzn-trace-id': os.environ['_X_AMZN_TRACE_ID']})
`
    await world.reporter('f', source, { Timeout: 30, Environment: { Variables: { LOOP: url } } })
    await world.map({ FunctionName: 'f', EventSourceArn: arn })
    await world.sqs.sendMessage({ QueueUrl: url, MessageBody: 'once' })
    assert.equal((await world.reports(16)).length, 16)
    await advance(60_000)
    const { Messages } = await world.sqs.receiveMessage({ QueueUrl: dead.url, WaitTimeSeconds: 20 })
    assert.equal(Messages?.[0]?.Body, 'again')
    await world.noMoreReports()
  })
})

describe('a queue that feeds a function', () => {
  it('goes on after a restart', async () => {
    const store = await lastingStore()
    let lambent = await startLambent(store.options)
    const server = {
      get endpoint() {
        return lambent.endpoint
      },
      port: 0,
      lambent,
      config: ({ account = '000000000000' } = {}) => ({
        endpoint: lambent.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: account, secretAccessKey: 'secret' },
        maxAttempts: 1,
      }),
    }
    try {
      const world = await deliveryWorld(server)
      const { url, arn } = await world.queue('orders')
      await world.reporter('f', echo)
      await world.map({ FunctionName: 'f', EventSourceArn: arn })
      const { port } = lambent
      await lambent.stop()
      lambent = await startLambent({ ...store.options, port })
      await world.sqs.sendMessage({ QueueUrl: url, MessageBody: 'a' })
      assert.deepEqual(bodies((await world.reports(1))[0]), ['a'])
    } finally {
      await lambent.stop()
      store.remove()
    }
  })
})
