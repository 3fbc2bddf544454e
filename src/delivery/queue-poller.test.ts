import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../test/support/test-stores.ts'
import { AwsError } from '../aws/aws-error.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { Store } from '../store/index.ts'
import { MemoryQueue, NotingSink, pollerRoom } from './delivery-test-room.ts'
import { startQueuePoller } from './queue-poller.ts'
import type { QueueSettings } from './types.ts'

const clock = new VirtualClock()
let store: Store
before(async () => {
  store = await openTestStore(clock)
})
after(() => store.close())

let count = 0
const begin = async (settings: Partial<QueueSettings> = {}) => {
  const source = new MemoryQueue(clock)
  const sink = new NotingSink(clock)
  const room = pollerRoom(store, clock)
  const key = ['test-queue', ++count]
  const start = async () => {
    const poller = startQueuePoller(room.surroundings, {
      key,
      target: 'arn:target',
      source,
      sink,
      settings: { batchSize: 10, windowMs: 0, bytesMax: 100_000, ...settings },
    })
    await room.settle()
    return poller
  }
  return { source, sink, start, poller: await start(), ...room }
}

describe('a poller of a queue', () => {
  it('hands messages on as they come, and deletes them', async () => {
    const { source, sink, poller, settle } = await begin()
    source.send(...Array.from({ length: 25 }, (_, index) => String(index)))
    await settle()
    assert.deepEqual(
      sink.batches.map(({ keys }) => keys.length),
      [10, 10, 5],
    )
    assert.equal(source.size, 0)
    source.send('later')
    await settle()
    assert.equal(sink.keys.at(-1), 'later')
    await poller.stop()
  })

  it('leaves what failed to its visibility timeout', async () => {
    const { source, sink, poller, settle, advance } = await begin()
    sink.answer = ({ records }) => ({ kind: 'done', failed: new Set([records[0]?.id ?? '']) })
    source.send('a', 'b')
    await settle()
    assert.equal(source.size, 1)
    sink.answer = () => ({ kind: 'failed', reason: 'x' })
    await advance(30_000)
    assert.deepEqual(sink.keys, ['a', 'b', 'a'])
    sink.answer = () => ({ kind: 'done' })
    await advance(30_000)
    assert.deepEqual(sink.keys, ['a', 'b', 'a', 'a'])
    assert.equal(source.size, 0)
    await poller.stop()
  })

  it('hands a batch over again that was refused', async () => {
    const { source, sink, poller, settle, advance } = await begin()
    sink.answer = () => ({ kind: 'refused', reason: 'throttled' })
    source.send('a')
    await settle()
    sink.answer = () => ({ kind: 'done' })
    await advance(1_000)
    assert.deepEqual(sink.keys, ['a', 'a'])
    assert.equal(source.size, 0)
    await poller.stop()
  })

  it('waits for a batch to fill up, no longer than its window', async () => {
    const { source, sink, poller, settle, advance } = await begin({ batchSize: 15, windowMs: 20_000 })
    source.send('a')
    await settle()
    await advance(19_999)
    assert.equal(sink.batches.length, 0)
    await advance(1)
    assert.deepEqual(sink.keys, ['a'])
    source.send(...Array.from({ length: 15 }, (_, index) => String(index)))
    await settle()
    assert.equal(sink.batches[1]?.keys.length, 15)
    await poller.stop()
  })

  it('keeps a batch within its bytes', async () => {
    const { source, sink, poller, settle, advance } = await begin({ bytesMax: 50, windowMs: 1_000 })
    source.send('x'.repeat(20), 'y'.repeat(20), 'z'.repeat(20))
    await settle()
    await advance(1_000)
    assert.deepEqual(
      sink.batches.map(({ keys }) => keys.length),
      [1, 1, 1],
    )
    await poller.stop()
  })

  it('has no more with the sink than its bound, on all nodes together', async () => {
    const { source, sink, poller, start, settle } = await begin({ maximumConcurrency: 2, batchSize: 1 })
    const second = await start()
    const ends: Array<() => void> = []
    sink.answer = () => new Promise((resolve) => ends.push(() => resolve({ kind: 'done' })))
    source.send('a', 'b', 'c', 'd')
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
    while (ends.length < 2) await turn()
    // No third one comes.
    for (let round = 0; round < 20; round++) await turn()
    assert.equal(ends.length, 2)
    sink.answer = () => ({ kind: 'done' })
    for (const end of ends) end()
    await settle()
    assert.equal(source.size, 0)
    await poller.stop()
    await second.stop()
  })

  it('asks a queue again that could not be read', async () => {
    const { source, sink, poller, settle, advance } = await begin()
    source.failure = new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'There is none.')
    source.send('a')
    await settle()
    assert.deepEqual(sink.keys, ['a'])
    await advance(1_000)
    source.send('b')
    await settle()
    assert.deepEqual(sink.keys, ['a', 'b'])
    assert.deepEqual(sink.states, ['There is none.', undefined])
    await poller.stop()
  })

  it('deletes what is not wanted', async () => {
    const { source, sink, poller, settle } = await begin({ wants: ({ record }) => record.key !== 'x' })
    source.send('x', 'a', 'x')
    await settle()
    assert.deepEqual(sink.keys, ['a'])
    assert.equal(source.size, 0)
    await poller.stop()
  })
})
