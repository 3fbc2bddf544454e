import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { batchRefusal, mappingExists, readSource, refusal, settle } from './event-sources.ts'

const queue = 'arn:aws:sqs:us-east-1:123456789012:orders'
const stream = 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks'
const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/things/stream/2024-01-01T00:00:00.000'
const sqs = { kind: 'sqs', fifo: false } as const
const kinesis = { kind: 'kinesis', fifo: false } as const
const dynamodb = { kind: 'dynamodb', fifo: false } as const

describe('event sources', () => {
  it('are told by their ARNs', () => {
    assert.deepEqual(readSource(queue), sqs)
    assert.deepEqual(readSource(`${queue}.fifo`), { kind: 'sqs', fifo: true })
    assert.deepEqual(readSource(stream), kinesis)
    assert.deepEqual(readSource(`${stream}/consumer/me:1700000000`), kinesis)
    assert.deepEqual(readSource(table), dynamodb)
    assert.deepEqual(readSource('arn:aws:mq:us-east-1:123456789012:broker:b:b-1'), {
      kind: 'no poller',
      title: 'Amazon MQ',
    })
    assert.deepEqual(readSource('arn:aws:sns:us-east-1:123456789012:topic'), { kind: 'none' })
    assert.deepEqual(readSource('arn:aws:dynamodb:us-east-1:123456789012:table/things'), { kind: 'none' })
  })

  it('start where they can', () => {
    const of = (source: Parameters<typeof refusal>[0], arn: string, asked: Parameters<typeof refusal>[2]) =>
      refusal(source, arn, asked, true)
    assert.equal(of(sqs, queue, {}), undefined)
    assert.equal(
      of(sqs, queue, { StartingPosition: 'LATEST' }),
      'StartingPosition is not valid for SQS event sources.',
    )
    assert.match(of(kinesis, stream, {}) ?? '', /Value null at 'startingPosition'/)
    assert.equal(
      of(kinesis, stream, { StartingPosition: 'LATEST', StartingPositionTimestamp: new Date(0) }),
      'Timestamp only valid with StartingPosition AT_TIMESTAMP',
    )
    assert.equal(
      of(dynamodb, table, { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: new Date(0) }),
      `Unsupported starting position for arn type: ${table}`,
    )
    assert.equal(
      of(kinesis, stream, { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: new Date(0) }),
      undefined,
    )
  })

  it('take no settings of other sources', () => {
    const words = (name: string) => `Unsupported ${name} parameter for given event source mapping type.`
    assert.equal(refusal(sqs, queue, { ParallelizationFactor: 2 }, true), words('ParallelizationFactor'))
    const scaling = { StartingPosition: 'LATEST', ScalingConfig: { MaximumConcurrency: 2 } }
    assert.equal(refusal(kinesis, stream, scaling, true), words('ScalingConfig'))
    const success = { StartingPosition: 'LATEST', DestinationConfig: { OnSuccess: { Destination: queue } } }
    assert.equal(refusal(kinesis, stream, success, true), words('DestinationConfig'))
    assert.equal(
      refusal(kinesis, stream, { StartingPosition: 'LATEST', Topics: ['t'] }, true),
      words('Topics'),
    )
  })

  it('have batches as their kind allows', () => {
    const check = (
      source: typeof sqs | { kind: 'sqs'; fifo: boolean },
      asked: Parameters<typeof settle>[1],
    ) => batchRefusal(source, settle('sqs', asked))
    assert.equal(check(sqs, {}), undefined)
    assert.match(check(sqs, { BatchSize: 11 }) ?? '', /must be greater than 0/)
    assert.equal(check(sqs, { BatchSize: 10_000, MaximumBatchingWindowInSeconds: 1 }), undefined)
    assert.match(
      check({ kind: 'sqs', fifo: true }, { MaximumBatchingWindowInSeconds: 1 }) ?? '',
      /FIFO queues$/,
    )
    assert.match(check({ kind: 'sqs', fifo: true }, { BatchSize: 11 }) ?? '', /must not exceed 10/)
  })

  it('have the defaults of their kind, and keep what was set', () => {
    assert.deepEqual(settle('sqs', {}), { batchSize: 10, batchingWindowSeconds: 0, responseTypes: [] })
    const settled = settle('kinesis', { StartingPosition: 'LATEST', MaximumRetryAttempts: 3 })
    assert.deepEqual(settled, {
      batchSize: 100,
      batchingWindowSeconds: 0,
      responseTypes: [],
      parallelization: 1,
      recordAgeSeconds: -1,
      retryAttempts: 3,
      bisect: false,
      tumblingWindowSeconds: 0,
      startingPosition: 'LATEST',
    })
    const changed = settle(
      'kinesis',
      { BatchSize: 5, DestinationConfig: { OnFailure: { Destination: queue } } },
      settled,
    )
    assert.equal(changed.batchSize, 5)
    assert.equal(changed.retryAttempts, 3)
    assert.equal(changed.onFailure, queue)
    assert.equal('onFailure' in settle('kinesis', { DestinationConfig: {} }, changed), false)
    const bounded = settle('sqs', { ScalingConfig: { MaximumConcurrency: 2 } })
    assert.equal('maximumConcurrency' in settle('sqs', { ScalingConfig: {} }, bounded), false)
  })

  it('are mapped once for each function', () => {
    assert.match(mappingExists('sqs', queue, 'f', 'u'), /^An event source mapping with SQS arn \(" arn/)
    assert.match(mappingExists('kinesis', stream, 'f', 'u'), /provided mapping already exists/)
  })
})
