import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { deliveryWorld, echo } from './support.ts'

interface InvocationRecord {
  readonly version: string
  readonly timestamp: string
  readonly requestContext: Record<string, unknown>
  readonly requestPayload: unknown
  readonly responseContext: Record<string, unknown>
  readonly responsePayload: Record<string, unknown>
}

// Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations", example invocation records and dead
// letters.
describe('events of asynchronous invocations leave records', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })
  const failing = "def handler(event, context):\n    raise ValueError('no ' + event['name'])\n"

  it('in a queue, when they failed as often as they may', async () => {
    const world = await deliveryWorld(server)
    await world.reporter('f', failing)
    const failed = await world.queue('failed')
    const dead = await world.queue('dead')
    await world.lambda.updateFunctionConfiguration({
      FunctionName: 'f',
      DeadLetterConfig: { TargetArn: dead.arn },
    })
    await world.lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: failed.arn } },
    })
    await server.lambent.idle()
    const sent = await world.lambda.invoke({
      FunctionName: 'f',
      InvocationType: 'Event',
      Payload: '{"name":"Anna"}',
    })
    const requestId = sent.$metadata.requestId
    await clock.advance(120_000, () => server.lambent.idle())
    const receive = async (QueueUrl: string) => {
      const { Messages } = await world.sqs.receiveMessage({ QueueUrl, MessageAttributeNames: ['All'] })
      assert.equal(Messages?.length, 1)
      return Messages[0]
    }
    const record = JSON.parse((await receive(failed.url))?.Body ?? '') as InvocationRecord
    const { responsePayload, timestamp, ...rest } = record
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(rest, {
      version: '1.0',
      requestContext: {
        requestId,
        functionArn: world.arn('f', '$LATEST'),
        condition: 'RetriesExhausted',
        approximateInvokeCount: 2,
      },
      requestPayload: { name: 'Anna' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    })
    assert.deepEqual([responsePayload.errorMessage, responsePayload.errorType], ['no Anna', 'ValueError'])
    const letter = await receive(dead.url)
    assert.equal(letter?.Body, '{"name":"Anna"}')
    const attributes = Object.entries(letter?.MessageAttributes ?? {}).map(
      ([name, { DataType, StringValue }]) => [name, DataType, StringValue],
    )
    assert.deepEqual(attributes.toSorted(), [
      ['ErrorCode', 'Number', '200'],
      ['ErrorMessage', 'String', 'no Anna'],
      ['RequestID', 'String', requestId],
    ])
  })

  it('with another function, when they succeeded', async () => {
    const world = await deliveryWorld(server)
    await world.reporter('f', 'def handler(event, context):\n    return {"greeting": "hello"}\n')
    await world.reporter('next', echo)
    await world.lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      DestinationConfig: { OnSuccess: { Destination: world.arn('next') } },
    })
    const sent = await world.lambda.invoke({ FunctionName: 'f', InvocationType: 'Event', Payload: '{"a":1}' })
    const [record] = (await world.reports(1)) as InvocationRecord[]
    assert.deepEqual(record?.requestContext, {
      requestId: sent.$metadata.requestId,
      functionArn: world.arn('f', '$LATEST'),
      condition: 'Success',
      approximateInvokeCount: 1,
    })
    assert.deepEqual(record?.requestPayload, { a: 1 })
    assert.deepEqual(record?.responseContext, { statusCode: 200, executedVersion: '$LATEST' })
    assert.deepEqual(record?.responsePayload, { greeting: 'hello' })
  })
})
