import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../test/support/test-stores.ts'
import { AwsError } from '../aws/aws-error.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { Store } from '../store/index.ts'
import { MemoryStream, NotingSink, pollerRoom } from './delivery-test-room.ts'
import { invocationBytesMax } from './limits.ts'
import { startStreamPoller } from './stream-poller.ts'
import { beginStream, progressKey, type ShardProgress, type StartingPosition } from './stream-progress.ts'
import type { Poller, StreamSettings } from './types.ts'

const clock = new VirtualClock()
let store: Store
before(async () => {
  store = await openTestStore(clock)
})
after(() => store.close())

let count = 0
const begin = (...ids: string[]) => {
  const source = new MemoryStream(clock, ...(ids.length === 0 ? ['s'] : ids))
  const sink = new NotingSink(clock)
  const room = pollerRoom(store, clock)
  const key = ['test-stream', ++count]
  const pollers: Poller[] = []
  const start = async (
    settings: Partial<StreamSettings> = {},
    position: StartingPosition = { type: 'TRIM_HORIZON' },
  ) => {
    const poller = startStreamPoller(room.surroundings, {
      key,
      target: 'arn:target',
      source,
      sink,
      position,
      settings: {
        batchSize: 100,
        windowMs: 0,
        bytesMax: invocationBytesMax,
        parallelization: 1,
        bisect: false,
        tumblingMs: 0,
        ...settings,
      },
    })
    pollers.push(poller)
    await room.settle()
    return poller
  }
  const checkpoint = async (shard = 's') =>
    (await store.get<ShardProgress>(progressKey(key, shard)))?.value.checkpoint
  const stop = () => Promise.all(pollers.map((poller) => poller.stop()))
  return { source, sink, key, start, checkpoint, stop, ...room }
}

describe('a poller of a stream', () => {
  it('hands on what is there and what comes, and keeps how far it has come', async () => {
    const { source, sink, start, settle, checkpoint, stop } = begin()
    source.put('s', 'a', 'b')
    await start()
    source.put('s', 'c')
    await settle()
    assert.deepEqual(
      sink.batches.map(({ keys }) => keys),
      [['a', 'b'], ['c']],
    )
    assert.equal(await checkpoint(), '000003')
    await stop()
    await start()
    assert.equal(sink.batches.length, 2)
    await stop()
  })

  it('repeats a batch that failed and keeps those behind it waiting', async () => {
    const { source, sink, start, advance, stop } = begin()
    let failures = 3
    sink.answer = () => (failures-- > 0 ? { kind: 'failed', reason: 'x' } : { kind: 'done' })
    source.put('s', 'a')
    await start({ batchSize: 1 })
    source.put('s', 'b')
    await advance(60_000)
    assert.deepEqual(sink.keys, ['a', 'a', 'a', 'a', 'b'])
    await stop()
  })

  it('gives a batch up after its retries, with what is committed beside', async () => {
    const { source, sink, start, advance, checkpoint, stop } = begin()
    sink.answer = ({ records }) =>
      records.some(({ record }) => record.key === 'bad') ? { kind: 'failed', reason: 'x' } : { kind: 'done' }
    source.put('s', 'a', 'bad', 'c', 'd')
    await start({ bisect: true, retryAttempts: 1 })
    await advance(120_000)
    assert.deepEqual(
      sink.discarded.map(({ records, attempts, condition }) => [records.length, attempts, condition]),
      [[1, 2, 'RetryAttemptsExhausted']],
    )
    assert.equal(await checkpoint(), '000004')
    assert.notEqual(await store.get(['discarded', 1]), null)
    await stop()
  })

  // Source: Lambda Developer Guide, "MaximumRetryAttempts": how often a batch is retried, whoever reads the shard meanwhile.
  it('counts retries on when another node, or the same one after a restart, goes on', async () => {
    const { source, sink, start, advance, stop } = begin()
    sink.answer = ({ records }) =>
      records.some(({ record }) => record.key === 'bad') ? { kind: 'failed', reason: 'x' } : { kind: 'done' }
    source.put('s', 'bad', 'with')
    await start({ retryAttempts: 4, batchSize: 2 })
    source.put('s', 'behind')
    for (let restart = 0; restart < 6; restart++) {
      await stop()
      await start({ retryAttempts: 4, batchSize: 10 })
    }
    await advance(600_000)
    const tried = sink.batches.filter(({ keys }) => keys.includes('bad'))
    assert.deepEqual([...new Set(tried.map(({ keys }) => keys.join()))], ['bad,with'])
    assert.equal(tried.length, 5)
    assert.deepEqual(
      sink.discarded.map(({ records, attempts }) => [records.length, attempts]),
      [[2, 5]],
    )
    assert.deepEqual(
      sink.keys.filter((key) => key === 'behind'),
      ['behind'],
    )
    await stop()
  })

  it('gives up records that are too old', async () => {
    const { source, sink, start, advance, stop } = begin()
    sink.answer = () => ({ kind: 'failed', reason: 'x' })
    source.put('s', 'a', 'b')
    await start({ recordAgeMs: 60_000 })
    await advance(200_000)
    assert.deepEqual(
      sink.discarded.map(({ records, condition }) => [records.length, condition]),
      [[2, 'RecordAgeExceeded']],
    )
    await stop()
  })

  // Source: Lambda Developer Guide, "Retain discarded batch records": failed records are retried until they expire.
  it('gives up what the stream keeps no longer', async () => {
    const { source, sink, start, advance, stop } = begin()
    sink.answer = ({ records }) =>
      records[0]?.record.key === 'bad' ? { kind: 'failed', reason: 'x' } : { kind: 'done' }
    source.put('s', 'bad')
    await start({ batchSize: 1 })
    await advance(23 * 3_600_000)
    assert.equal(sink.discarded.length, 0)
    await advance(2 * 3_600_000)
    assert.equal(sink.discarded.length, 1)
    source.put('s', 'good')
    await advance(1_000)
    assert.equal(sink.keys.at(-1), 'good')
    await stop()
  })

  it('waits for a batch to fill up, no longer than its window', async () => {
    const { source, sink, start, advance, settle, stop } = begin()
    await start({ batchSize: 3, windowMs: 10_000 })
    source.put('s', 'a')
    await settle()
    assert.equal(sink.batches.length, 0)
    await advance(10_000)
    assert.deepEqual(sink.keys, ['a'])
    source.put('s', 'b', 'c', 'd')
    await settle()
    assert.deepEqual(sink.keys, ['a', 'b', 'c', 'd'])
    await stop()
  })

  it('keeps the order of each key with several batches at once', async () => {
    const { source, sink, start, settle, stop } = begin()
    let atOnce = 0
    let most = 0
    sink.answer = async () => {
      most = Math.max(most, ++atOnce)
      await new Promise<void>((resolve) => setImmediate(resolve))
      atOnce--
      return { kind: 'done' }
    }
    const keys = Array.from({ length: 300 }, (_, index) => `k${index % 7}`)
    source.put('s', ...keys)
    await start({ batchSize: 5, parallelization: 4 })
    await settle()
    assert.equal(sink.keys.length, 300)
    assert.ok(most > 1 && most <= 4)
    const handed = sink.batches.flatMap(({ batch }) => batch.records)
    for (const key of new Set(keys)) {
      const ids = handed.filter(({ record }) => record.key === key).map(({ id }) => id)
      assert.deepEqual(ids, ids.toSorted())
    }
    await stop()
  })

  it('reads shards after those that they continue', async () => {
    const { source, sink, start, settle, stop } = begin('a')
    source.put('a', '1')
    source.addShard('b', ['a'])
    source.put('b', '3')
    await start()
    assert.deepEqual(sink.keys, ['1'])
    source.put('a', '2')
    source.close('a')
    await settle()
    assert.deepEqual(sink.keys, ['1', '2', '3'])
    source.addShard('c')
    source.put('c', '4')
    await settle()
    assert.deepEqual(sink.keys, ['1', '2', '3', '4'])
    await stop()
  })

  it('begins where it is told: with what comes, or at an instant', async () => {
    const latest = begin()
    latest.source.put('s', 'old')
    const changes = await beginStream(latest.source, latest.key, { type: 'LATEST' }, clock.now())
    assert.ok((await store.commit(changes)).ok)
    latest.source.put('s', 'between')
    await latest.start({}, { type: 'LATEST' })
    latest.source.put('s', 'new')
    await latest.settle()
    assert.deepEqual(latest.sink.keys, ['between', 'new'])
    await latest.stop()

    const dated = begin()
    dated.source.put('s', 'old')
    await clock.advance(10_000)
    dated.source.put('s', 'new')
    await dated.start({}, { type: 'AT_TIMESTAMP', at: clock.now() - 5_000 })
    assert.deepEqual(dated.sink.keys, ['new'])
    await dated.stop()
  })

  it('finds its place when iterators expire, also before the first record', async () => {
    const { source, sink, start, settle, stop, advance } = begin()
    source.put('s', 'old')
    await advance(5_000)
    await start({}, { type: 'LATEST' })
    await stop()
    source.expireIterators()
    source.put('s', 'while away')
    await start({}, { type: 'LATEST' })
    source.expireIterators()
    source.put('s', 'a')
    await settle()
    source.expireIterators()
    source.put('s', 'b')
    await settle()
    assert.deepEqual(sink.keys, ['while away', 'a', 'b'])
    await stop()
  })

  it('asks a source again that could not be read', async () => {
    const { source, sink, start, advance, settle, stop } = begin()
    await start()
    source.failure = new AwsError('ProvisionedThroughputExceededException', 'Slow down.')
    source.put('s', 'a')
    await settle()
    assert.deepEqual(sink.states, ['Slow down.'])
    await advance(1_000)
    assert.deepEqual(sink.keys, ['a'])
    assert.deepEqual(sink.states, ['Slow down.', undefined])
    await stop()
  })

  it('shares a shard with other nodes: one works, and another takes over', async () => {
    const { source, sink, start, settle, advance, stop } = begin()
    const first = await start()
    await start()
    source.put('s', 'a', 'b')
    await settle()
    assert.deepEqual(sink.keys, ['a', 'b'])
    await first.stop()
    source.put('s', 'c')
    await settle()
    await advance(10_000)
    assert.deepEqual(sink.keys, ['a', 'b', 'c'])
    await stop()
  })

  it('leaves out what is not wanted, and goes beyond it', async () => {
    const { source, sink, start, settle, checkpoint, stop } = begin()
    source.put('s', 'a', 'x', 'b', 'x')
    await start({ wants: ({ record }) => record.key !== 'x' })
    await settle()
    assert.deepEqual(sink.keys, ['a', 'b'])
    assert.equal(await checkpoint(), '000004')
    await stop()
  })
})

// Source: Lambda Developer Guide, "Implementing stateful Kinesis Data Streams processing in Lambda".
describe('tumbling windows of a stream', () => {
  it('hand the state on, and end with a batch of their own', async () => {
    const { source, sink, start, advance, stop } = begin()
    await clock.advanceTo(Math.ceil(clock.now() / 60_000) * 60_000)
    const began = clock.now()
    sink.answer = ({ records, window }) => ({
      kind: 'done',
      state: { sum: Number(window?.state.sum ?? 0) + records.length },
    })
    await start({ tumblingMs: 60_000 })
    source.put('s', 'a', 'b')
    await advance(1_000)
    source.put('s', 'c')
    await advance(59_000)
    const windows = sink.batches.map(({ keys, batch: { window } }) => [keys, window?.state, window?.isFinal])
    assert.deepEqual(windows, [
      [['a', 'b'], {}, false],
      [['c'], { sum: 2 }, false],
      [[], { sum: 3 }, true],
    ])
    assert.deepEqual(
      sink.batches.map(({ batch: { window } }) => [window?.start, window?.end]),
      [0, 1, 2].map(() => [began, began + 60_000]),
    )
    await stop()
  })

  it('outlive their node', async () => {
    const { source, sink, start, advance, stop } = begin()
    sink.answer = () => ({ kind: 'done', state: { kept: true } })
    await start({ tumblingMs: 60_000 })
    source.put('s', 'a')
    await advance(1_000)
    await stop()
    await start({ tumblingMs: 60_000 })
    await advance(120_000)
    const last = sink.batches.at(-1)?.batch.window
    assert.deepEqual([last?.isFinal, last?.state], [true, { kept: true }])
    assert.equal(sink.batches.length, 2)
    await stop()
  })
})
