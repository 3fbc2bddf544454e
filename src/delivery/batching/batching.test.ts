import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { BatchOutcome, StreamRecord } from '../types.ts'
import { readBatchItemFailures } from './batch-item-failures.ts'
import { ConcurrencyScale } from './concurrency-scale.ts'
import { recordFilter } from './record-filter.ts'
import { type Segment, settleBatch } from './settle-batch.ts'
import { batchLength } from './take-batch.ts'
import { windowStart, windowStep, withState } from './tumbling.ts'
import { Watermark } from './watermark.ts'

function record(number: number, arrivedAt = 0): StreamRecord {
  const id = String(number)
  return { id, trailId: id, orderKey: id, record: { number }, json: `{"number":${number}}`, arrivedAt }
}

const records = (count: number) => Array.from({ length: count }, (_, index) => record(index))

// Source: Lambda Developer Guide, "Configuring partial batch response", success and failure conditions.
describe('batchItemFailures', () => {
  const ids = new Set(['a', 'b'])

  it('means success when there is nothing to read', () => {
    for (const answer of [undefined, null, '', {}, { batchItemFailures: [] }, { batchItemFailures: null }])
      assert.deepEqual(readBatchItemFailures(answer, ids), new Set())
  })

  it('names the records that failed', () => {
    const answer = { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] }
    assert.deepEqual(readBatchItemFailures(answer, ids), new Set(['b']))
  })

  it('means that all failed when an identifier is none of the batch', () => {
    for (const item of [
      {},
      { itemIdentifier: '' },
      { itemIdentifier: null },
      { itemIdentifier: 1 },
      'a',
      null,
    ])
      assert.equal(readBatchItemFailures({ batchItemFailures: [item] }, ids), 'all')
    assert.equal(readBatchItemFailures({ batchItemFailures: [{ itemIdentifier: 'c' }] }, ids), 'all')
    assert.equal(readBatchItemFailures({ batchItemFailures: {} }, ids), 'all')
  })
})

describe('a batch of a stream after a try', () => {
  const failed: BatchOutcome = { kind: 'failed', reason: 'x' }
  const idsOf = ({ records }: Segment) => records.map(({ id }) => id)

  it('is split in two, without taking from its retries', () => {
    const { rest } = settleBatch({ records: records(3), failedTries: 0 }, failed, {
      bisect: true,
      retryAttempts: 0,
    })
    assert.deepEqual(rest.map(idsOf), [['0', '1'], ['2']])
    assert.deepEqual(
      rest.map(({ failedTries }) => failedTries),
      [0, 0],
    )
  })

  it('goes on from its lowest failed record', () => {
    const outcome: BatchOutcome = { kind: 'done', failed: new Set(['3', '1']) }
    const settled = settleBatch({ records: records(5), failedTries: 0 }, outcome, { bisect: false })
    assert.deepEqual(
      settled.done.map(({ id }) => id),
      ['0'],
    )
    assert.deepEqual(settled.rest.map(idsOf), [['1', '2', '3', '4']])
  })

  it('counts nothing when it was refused', () => {
    const segment = { records: records(2), failedTries: 1 }
    const outcome: BatchOutcome = { kind: 'refused', reason: 'throttled' }
    assert.deepEqual(settleBatch(segment, outcome, { bisect: true, retryAttempts: 1 }), {
      done: [],
      rest: [segment],
    })
  })

  it('comes to an end with each record done or given up once, in order, whatever the sink answers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 39 })),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 4 }),
        (count, bad, bisect, partial, retryAttempts) => {
          const isBad = ({ id }: StreamRecord) => bad.includes(Number(id))
          const left: Segment[] = [{ records: records(count), failedTries: 0 }]
          const order: string[] = []
          const given = new Set<string>()
          for (let tries = 0; left.length > 0; tries++) {
            assert.ok(tries < 2_000)
            const segment = left.shift()
            if (!segment) break
            const failures = segment.records.filter(isBad).map(({ id }) => id)
            const outcome: BatchOutcome =
              failures.length === 0
                ? { kind: 'done' }
                : partial
                  ? { kind: 'done', failed: new Set(failures) }
                  : failed
            const settled = settleBatch(segment, outcome, { bisect, retryAttempts })
            for (const { id } of settled.done) order.push(id)
            for (const { id } of settled.discarded?.records ?? []) {
              order.push(id)
              given.add(id)
            }
            left.unshift(...settled.rest)
          }
          assert.deepEqual(
            order,
            records(count).map(({ id }) => id),
          )
          // With bisecting, none but the bad ones are given up.
          if (bisect)
            assert.deepEqual(
              [...given].map(Number),
              bad.filter((id) => id < count).sort((a, b) => a - b),
            )
        },
      ),
    )
  })
})

describe('how far a shard has come', () => {
  it('is the last record before which all are done with', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.infiniteStream(fc.nat()), (count, chance) => {
        const watermark = new Watermark()
        const ids = records(count).map(({ id }) => id)
        watermark.add(ids)
        const open = new Set(ids)
        const left = [...ids]
        while (left.length > 0) {
          const [id = ''] = left.splice((chance.next().value ?? 0) % left.length, 1)
          open.delete(id)
          watermark.finish([id])
          const firstOpen = ids.findIndex((other) => open.has(other))
          assert.equal(watermark.reached, ids[(firstOpen < 0 ? count : firstOpen) - 1])
          assert.equal(watermark.openCount, open.size)
        }
      }),
    )
  })
})

describe('the length of a batch', () => {
  it('is bounded by records and bytes, and one at least', () => {
    const bytes = Buffer.byteLength(record(1).json) + 1
    assert.deepEqual(batchLength(records(5), 3, 1_000), { length: 3, full: true })
    assert.deepEqual(batchLength(records(5), 9, 1_000), { length: 5, full: false })
    assert.deepEqual(batchLength(records(5), 9, 2 * bytes), { length: 2, full: true })
    assert.deepEqual(batchLength(records(5), 9, 1), { length: 1, full: true })
    assert.deepEqual(batchLength([], 9, 1), { length: 0, full: false })
  })
})

describe('tumbling windows', () => {
  it('lie side by side since the epoch', () => {
    assert.equal(windowStart(125_000, 60_000), 120_000)
    assert.equal(windowStart(120_000, 60_000), 120_000)
  })

  it('end when their time is over, or with a record of a later one', () => {
    const open = { start: 0, state: { n: 1 } }
    assert.deepEqual(windowStep(open, [], 60_000, 59_999), { kind: 'wait', until: 60_000 })
    assert.deepEqual(windowStep(open, [], 60_000, 60_000), { kind: 'final', window: open })
    assert.deepEqual(windowStep(open, [record(1, 60_000)], 60_000, 30_000), { kind: 'final', window: open })
    const both = [record(1, 59_999), record(2, 60_000)]
    assert.deepEqual(windowStep(open, both, 60_000, 70_000), { kind: 'batch', window: open, length: 1 })
  })

  it('end early when their state is larger than 1 MB', () => {
    const open = withState({ start: 0, state: {} }, { text: 'x'.repeat(1024 * 1024) })
    assert.equal(windowStep(open, [record(1)], 60_000, 1).kind, 'final')
    assert.equal(withState({ start: 0, state: {} }, { text: 'x' }).overfull, undefined)
  })
})

// Source: Lambda Developer Guide, "Properly filtering Amazon SQS messages" and "... Kinesis messages", the tables.
describe('what filters see', () => {
  const seen: unknown[] = []
  const see = () => (value: unknown) => {
    seen.push(value)
    return true
  }
  const sqs = (body: string, pattern: object) => {
    const wants = recordFilter('sqs', [JSON.stringify(pattern)], see)
    return wants({ ...record(1), record: { messageId: 'm', body } })
  }

  it('is the body as JSON where the pattern speaks of JSON', () => {
    assert.equal(sqs('{"a":1}', { body: { a: [1] } }), true)
    assert.deepEqual(seen.pop(), { messageId: 'm', body: { a: 1 } })
    assert.equal(sqs('plain', { body: { a: [1] } }), false)
  })

  it('is the body as text where the pattern speaks of text', () => {
    assert.equal(sqs('plain', { body: ['plain'] }), true)
    assert.deepEqual(seen.pop(), { messageId: 'm', body: 'plain' })
    assert.equal(sqs('{"a":1}', { body: ['plain'] }), false)
  })

  it('is everything else whatever the body is, where the pattern does not speak of it', () => {
    assert.equal(sqs('plain', { messageId: ['m'] }), true)
    assert.equal(sqs('{"a":1}', { messageId: ['m'] }), true)
  })

  it('is the decoded data of Kinesis, at the top', () => {
    const data = Buffer.from('{"a":1}').toString('base64')
    const kinesis = {
      ...record(1),
      record: { kinesis: { partitionKey: 'p', data }, eventSource: 'aws:kinesis' },
    }
    assert.equal(recordFilter('kinesis', ['{"data":{"a":[1]}}'], see)(kinesis), true)
    assert.deepEqual((seen.pop() as { data: unknown }).data, { a: 1 })
    assert.equal(recordFilter('kinesis', ['{"data":["x"]}'], see)(kinesis), false)
    assert.equal(recordFilter('kinesis', ['{"partitionKey":["p"]}'], see)(kinesis), true)
    assert.equal((seen.pop() as { partitionKey: unknown }).partitionKey, 'p')
  })
})

// Source: Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings".
describe('batches of a queue at once', () => {
  it('are five at first, and five more each second up to the bound', () => {
    const scale = new ConcurrencyScale({ maximum: 12 })
    assert.equal(scale.allowed, 5)
    scale.saturated()
    scale.saturated()
    assert.equal(scale.allowed, 12)
  })

  it('grow no more where batches take no time, and shrink with failures', () => {
    const scale = new ConcurrencyScale({})
    scale.succeeded(3)
    scale.saturated()
    assert.equal(scale.allowed, 5)
    for (let failures = 0; failures < 9; failures++) scale.failed()
    assert.equal(scale.allowed, 2)
    scale.succeeded(3)
    assert.equal(scale.allowed, 3)
  })
})
