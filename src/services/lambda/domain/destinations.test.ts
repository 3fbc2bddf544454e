import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  areDestinations,
  deadLetterAttributes,
  destinationKind,
  errorMessageOf,
  invalidDestinations,
} from './destinations.ts'

const at = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`

describe('destinations', () => {
  it('are queues, topics, functions, buses and buckets', () => {
    assert.equal(destinationKind(at('sqs', 'queue')), 'sqs')
    assert.equal(destinationKind(at('sns', 'topic')), 'sns')
    assert.equal(destinationKind(at('lambda', 'function:next:live')), 'lambda')
    assert.equal(destinationKind(at('events', 'event-bus/default')), 'events')
    assert.equal(destinationKind('arn:aws:s3:::failed-events'), 's3')
    assert.equal(destinationKind(at('iam', 'function:x')), undefined)
    assert.equal(destinationKind(at('sqs', 'a:b')), undefined)
  })

  it('are told apart by condition: buckets take failures, FIFO queues nothing', () => {
    assert.ok(areDestinations({ onFailure: 'arn:aws:s3:::failed-events' }))
    assert.ok(!areDestinations({ onSuccess: 'arn:aws:s3:::failed-events' }))
    assert.ok(!areDestinations({ onFailure: at('sqs', 'queue.fifo') }))
    assert.ok(areDestinations({}))
  })

  it('are refused in AWS words', () => {
    assert.equal(
      invalidDestinations({ onSuccess: at('iam', 'function:x') }),
      `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${at('iam', 'function:x')}), onFailure=null) is invalid.`,
    )
  })
})

describe('dead letters', () => {
  it('carry the request, the status and the first KB of the message', () => {
    const attributes = deadLetterAttributes({
      requestId: 'id',
      errorCode: 200,
      errorMessage: `${'x'.repeat(1023)}ä`,
    })
    assert.deepEqual(attributes.RequestID, { DataType: 'String', StringValue: 'id' })
    assert.deepEqual(attributes.ErrorCode, { DataType: 'Number', StringValue: '200' })
    assert.equal(attributes.ErrorMessage?.StringValue, 'x'.repeat(1023))
  })

  it('have no empty attribute', () => {
    assert.equal(
      'ErrorMessage' in deadLetterAttributes({ requestId: 'i', errorCode: 200, errorMessage: '' }),
      false,
    )
  })

  it('take the message from what the runtime says', () => {
    assert.equal(errorMessageOf('{"errorMessage":"boom","errorType":"E"}'), 'boom')
    assert.equal(errorMessageOf('{"errorMessage":{"a":1}}'), '{"a":1}')
    assert.equal(errorMessageOf('plain'), 'plain')
    assert.equal(errorMessageOf('null'), 'null')
  })
})
