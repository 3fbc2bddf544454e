import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { AwsError } from '../../aws/aws-error.ts'
import { atomic } from '../../store/index.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { deletionParts } from './deletion.ts'
import { eventQueueKey } from './event-queues.ts'
import { EventTestRoom, fail, home, type NotedCall, succeed } from './event-test-room.ts'
import { putFunctionEventInvokeConfig } from './operations/asynchronous/event-invoke-config.ts'
import { functions } from './records.ts'
import { listUsage } from './usage.ts'

const queueArn = `arn:aws:sqs:us-east-1:${home.accountId}:records`

describe('asynchronous invocation', () => {
  const room = new EventTestRoom(openSqliteStore)
  let names = 0
  let name = ''
  beforeEach(() => {
    room.runs.length = 0
    room.calls.length = 0
    room.run = async () => succeed()
    room.answer = async ({ operation }) => (operation === 'sqs:GetQueueUrl' ? { QueueUrl: 'url' } : {})
    name = `function-${names++}`
  })
  const configure = (input: object) =>
    putFunctionEventInvokeConfig({ FunctionName: name, ...input }, room.context())
  const sent = (operation: string): NotedCall[] => room.calls.filter((call) => call.operation === operation)

  it('runs an event once, with the id of its request', async () => {
    await room.makeFunction(name)
    const requestId = await room.send(name, { n: 12 })
    await room.quiet()
    assert.deepEqual(
      room.runs.map((run) => [run.functionName, run.requestId, run.text]),
      [[name, requestId, '{"n":12}']],
    )
    assert.match(
      room.runs[0]?.traceHeader ?? '',
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};.*Lineage=1:[0-9a-f]{8}:0$/,
    )
  })

  it('retries errors after one and two minutes, under the same id, and then gives up', async () => {
    room.run = async () => fail('boom')
    await room.makeFunction(name)
    const began = room.clock.now()
    const requestId = await room.send(name, {})
    await room.quiet()
    await room.advance(600_000)
    assert.deepEqual(
      room.runs.map(({ at }) => at - began),
      [0, 60_000, 180_000],
    )
    assert.deepEqual(new Set(room.runs.map((run) => run.requestId)), new Set([requestId]))
  })

  it('sends records of success and of failure, as the role of the function', async () => {
    await room.makeFunction(name)
    await configure({
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: { Destination: queueArn }, OnFailure: { Destination: queueArn } },
    })
    room.run = async ({ text }) => (text.includes('bad') ? fail('no') : succeed('yes'))
    const good = await room.send(name, 'good')
    await room.quiet()
    const bad = await room.send(name, 'bad')
    await room.quiet()
    const messages = sent('sqs:SendMessage')
    assert.equal(
      messages[0]?.caller.principal.arn,
      `arn:aws:sts::${home.accountId}:assumed-role/worker/${name}`,
    )
    const records = messages.map(({ input }) => JSON.parse(String(input.MessageBody)))
    const [first, second] = records
    assert.equal(first.requestContext.requestId, good)
    assert.equal(first.requestContext.condition, 'Success')
    assert.equal(first.requestContext.approximateInvokeCount, 1)
    assert.equal(
      first.requestContext.functionArn,
      `arn:aws:lambda:us-east-1:${home.accountId}:function:${name}:$LATEST`,
    )
    assert.equal(first.requestPayload, 'good')
    assert.deepEqual(first.responseContext, { statusCode: 200, executedVersion: '$LATEST' })
    assert.equal(first.responsePayload, 'yes')
    assert.equal(second.requestContext.requestId, bad)
    assert.equal(second.requestContext.condition, 'RetriesExhausted')
    assert.deepEqual(second.responsePayload, { errorMessage: 'no', errorType: 'Error' })
  })

  it('reaches topics, functions, buses and buckets', async () => {
    await room.makeFunction(name)
    const next = await room.makeFunction(`${name}-next`)
    const arns = [
      `arn:aws:sns:us-east-1:${home.accountId}:topic`,
      `arn:aws:lambda:us-east-1:${home.accountId}:function:${next.name}`,
      `arn:aws:events:us-east-1:${home.accountId}:event-bus/default`,
      'arn:aws:s3:::failed-events',
    ]
    room.run = async () => fail('no')
    for (const Destination of arns) {
      await configure({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination } } })
      await room.send(name, {})
      await room.quiet()
    }
    assert.equal(sent('sns:Publish')[0]?.input.TopicArn, arns[0])
    assert.equal(sent('lambda:Invoke')[0]?.input.InvocationType, 'Event')
    const [entry] = (sent('events:PutEvents')[0]?.input.Entries ?? []) as Array<Record<string, unknown>>
    assert.equal(entry?.Source, 'lambda')
    assert.equal(entry?.DetailType, 'Lambda Function Invocation Result - Failure')
    assert.match(
      String(sent('s3:PutObject')[0]?.input.Key),
      new RegExp(
        `^aws/lambda/async/${name}/\\d{4}/\\d{2}/\\d{2}/\\d{4}-\\d{2}-\\d{2}T\\d{2}\\.\\d{2}\\.\\d{2}-`,
      ),
    )
  })

  it('sends dead letters with what went wrong', async () => {
    await room.makeFunction(name, { deadLetterArn: queueArn })
    await configure({ MaximumRetryAttempts: 0 })
    room.run = async () => fail('the reason')
    const requestId = await room.send(name, { n: 1 })
    await room.quiet()
    const [letter] = sent('sqs:SendMessage')
    assert.equal(letter?.input.MessageBody, '{"n":1}')
    assert.deepEqual(letter?.input.MessageAttributes, {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'the reason' },
    })
  })

  it('hands events back that are throttled, until they are too old, without counting attempts', async () => {
    await room.makeFunction(name)
    await configure({
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: queueArn } },
    })
    room.run = async () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.')
    }
    await room.send(name, {})
    await room.quiet()
    await room.advance(120_000)
    assert.equal(room.runs.filter((run) => run.functionName === name).length, 6)
    const record = JSON.parse(String(sent('sqs:SendMessage')[0]?.input.MessageBody))
    assert.equal(record.requestContext.condition, 'EventAgeExceeded')
    assert.equal(record.requestContext.approximateInvokeCount, 0)
    assert.equal('responseContext' in record, false)
  })

  it('sends events of a function that may not run to its destination at once', async () => {
    await room.makeFunction(name, { deadLetterArn: queueArn }, { reservedConcurrency: 0 })
    await configure({ DestinationConfig: { OnFailure: { Destination: queueArn } } })
    await room.send(name, {})
    await room.quiet()
    assert.equal(room.runs.length, 0)
    const [record, letter] = sent('sqs:SendMessage')
    assert.match(String(record?.input.MessageBody), /"condition":"ZeroReservedConcurrency"/)
    assert.equal(letter?.input.MessageBody, '{}')
  })

  it('stops loops of functions after sixteen runs', async () => {
    await room.makeFunction(name)
    let header: string | undefined
    for (let turn = 0; turn < 20; turn++) {
      await room.send(name, {}, { ...(header === undefined ? {} : { traceHeader: header }) })
      await room.quiet()
      header = room.runs.at(-1)?.traceHeader
    }
    assert.equal(room.runs.length, 16)
  })

  it('does not let one function hold up another', async () => {
    const slow = await room.makeFunction(`${name}-slow`)
    await room.makeFunction(name)
    const hanging = Promise.withResolvers<void>()
    room.run = async ({ functionName }) => {
      if (functionName === slow.name) await hanging.promise
      return succeed()
    }
    for (let count = 0; count < 100; count++) await room.send(slow.name, count)
    const began = room.runs.length
    await room.send(name, 'quick')
    while (!room.runs.some(({ functionName }) => functionName === name))
      await new Promise<void>((resolve) => setImmediate(resolve))
    assert.ok(began <= 32)
    hanging.resolve()
    await room.quiet()
    assert.equal(room.runs.length, 101)
  })

  it('counts and gives up what a destination refuses for good, and repeats what may yet succeed', async () => {
    await room.makeFunction(name, { deadLetterArn: queueArn })
    await configure({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: queueArn } } })
    room.run = async () => fail('no')
    let refusals = 0
    room.answer = async ({ operation, input }) => {
      if (operation === 'sqs:GetQueueUrl') return { QueueUrl: 'url' }
      if ('MessageAttributes' in input) throw new AwsError('AccessDenied', 'not allowed')
      refusals++
      if (refusals < 3) throw new AwsError('InternalError', 'try later', { fault: 'server' })
      return {}
    }
    await room.send(name, {})
    await room.quiet()
    await room.advance(60_000)
    assert.equal(refusals, 3)
    await room.room.meter.flush()
    room.room.meter.start(room.surroundings)
    await room.room.meter.flush()
    const usage = (await listUsage(room.store)).find((found) => found.name === name)
    assert.equal(usage?.counts.deadLetterErrors, 1)
    assert.equal(usage?.counts.destinationDeliveryFailures, 0)
    assert.equal(usage?.counts.givenUp, 1)
    assert.equal(usage?.counts.errors, 1)
  })

  it('forgets the events of a function that is deleted', async () => {
    room.run = async () => fail('no')
    const record = await room.makeFunction(name)
    await room.send(name, {})
    await room.quiet()
    const stored = await functions.get(room.store, [home.accountId, home.region, name])
    assert.ok(stored)
    const commit = atomic(room.store)
    functions.remove(commit, stored)
    for (const part of deletionParts) await part(commit, room.store, record)
    assert.ok((await commit.commit()).ok)
    assert.deepEqual(await room.store.queueCounts(eventQueueKey(record.id)), {
      ready: 0,
      leased: 0,
      delayed: 0,
    })
    await room.advance(600_000)
    assert.equal(room.runs.length, 1)
  })
})
