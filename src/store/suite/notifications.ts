import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Topic } from '../types.ts'
import { type Bench, done, freshKeys, signal } from './bench.ts'

export function notificationTests(bench: Bench): void {
  freshKeys(bench)

  /** What was heard between subscribing and a commit that another listener waits for. */
  const heard = async (topic: Topic, ...changes: Parameters<typeof bench.store.commit>[0]) => {
    const wanted = signal()
    const last = signal()
    const stop = bench.store.subscribe(topic, wanted.raise)
    const stopLast = bench.store.subscribe({ type: 'record', prefix: bench.key('last') }, last.raise)
    await done(bench.store, ...changes)
    await done(bench.store, { type: 'set', key: bench.key('last'), value: 1 })
    await last.raised
    stop()
    stopLast()
    return wanted.count > 0
  }

  it('calls after a record inside the prefix was set or deleted', async () => {
    const topic: Topic = { type: 'record', prefix: bench.key('p') }
    assert(await heard(topic, { type: 'set', key: bench.key('p'), value: 1 }))
    assert(await heard(topic, { type: 'set', key: bench.key('p', 'q', 'r'), value: 1 }))
    assert(await heard(topic, { type: 'delete', key: bench.key('p', 'q', 'r') }))
    assert.equal(await heard(topic, { type: 'set', key: bench.key('other'), value: 1 }), false)
    assert.equal(await heard(topic, { type: 'check', key: bench.key('p', 'x'), version: null }), false)
    assert.equal(await heard(topic, { type: 'append', log: bench.key('p'), values: [1] }), false)
  })

  it('calls after a range was deleted that lies inside the prefix, or around it', async () => {
    const topic: Topic = { type: 'record', prefix: bench.key('p', 'q') }
    assert(await heard(topic, { type: 'deleteRange', prefix: bench.key('p') }))
    assert(await heard(topic, { type: 'deleteRange', prefix: bench.key('p', 'q', 'r') }))
    assert.equal(await heard(topic, { type: 'deleteRange', prefix: bench.key('p', 'r') }), false)
  })

  it('calls the listener of every key', async () => {
    assert(await heard({ type: 'record', prefix: [] }, { type: 'set', key: bench.key('x'), value: 1 }))
  })

  it('calls after a log was written or trimmed', async () => {
    const topic: Topic = { type: 'log', log: bench.key('log') }
    assert(await heard(topic, { type: 'append', log: bench.key('log'), values: [1] }))
    assert(await heard(topic, { type: 'trim', log: bench.key('log') }))
    assert.equal(await heard(topic, { type: 'append', log: bench.key('log', 'in'), values: [1] }), false)
    assert.equal(await heard(topic, { type: 'set', key: bench.key('log'), value: 1 }), false)
  })

  it('calls after anything changed in a queue', async () => {
    const queue = bench.key('queue')
    const topic: Topic = { type: 'queue', queue }
    assert(await heard(topic, { type: 'enqueue', queue, value: 1 }))
    const take = async () => {
      const [message] = await bench.store.receive(queue, { max: 1, leaseMs: 1000 })
      assert(message !== undefined)
      return message.receipt
    }
    const receipt = await take()
    assert(await heard(topic, { type: 'extend', receipt, until: bench.clock.now() + 5 }))
    assert(await heard(topic, { type: 'release', receipt }))
    assert(await heard(topic, { type: 'acknowledge', receipt: await take() }))
    assert(await heard(topic, { type: 'purge', queue }))
    assert.equal(await heard(topic, { type: 'enqueue', queue: bench.key('other'), value: 1 }), false)
  })

  it('does not call for a commit that was refused', async () => {
    const wanted = signal()
    const stop = bench.store.subscribe({ type: 'record', prefix: bench.key() }, wanted.raise)
    const result = await bench.store.commit([
      { type: 'set', key: bench.key(), value: 1 },
      { type: 'checkLog', log: bench.key(), next: 5 },
    ])
    assert.equal(result.ok, false)
    await new Promise<void>((resolve) => setImmediate(resolve))
    stop()
    assert.equal(wanted.count, 0)
  })

  it('shows the change to a read that the listener begins', async () => {
    const seen = Promise.withResolvers<unknown>()
    const stop = bench.store.subscribe({ type: 'record', prefix: bench.key() }, () => {
      bench.store.get(bench.key()).then((entry) => seen.resolve(entry?.value), seen.reject)
    })
    await done(bench.store, { type: 'set', key: bench.key(), value: 'visible' })
    assert.equal(await seen.promise, 'visible')
    stop()
  })

  it('calls nobody who has stopped, and stopping twice does no harm', async () => {
    const topic: Topic = { type: 'record', prefix: bench.key() }
    const [first, second] = [signal(), signal()]
    const stopFirst = bench.store.subscribe(topic, first.raise)
    const stopSecond = bench.store.subscribe(topic, second.raise)
    stopFirst()
    stopFirst()
    await done(bench.store, { type: 'set', key: bench.key(), value: 1 })
    await second.raised
    stopSecond()
    assert.equal(first.count, 0)
  })

  it('calls the others when one listener throws', async () => {
    const topic: Topic = { type: 'record', prefix: bench.key() }
    const stopBad = bench.store.subscribe(topic, () => {
      throw new Error('a listener that fails')
    })
    const good = signal()
    const stopGood = bench.store.subscribe(topic, good.raise)
    await done(bench.store, { type: 'set', key: bench.key(), value: 1 })
    await good.raised
    stopBad()
    stopGood()
  })

  it('takes thousands of subscriptions, and calls those concerned', async () => {
    const signals = Array.from({ length: 5000 }, signal)
    const stops = signals.map((each, part) =>
      bench.store.subscribe({ type: 'record', prefix: bench.key(part) }, each.raise),
    )
    await done(bench.store, { type: 'set', key: bench.key(4321, 'x'), value: 1 })
    await signals[4321]?.raised
    for (const stop of stops) stop()
    assert.deepEqual(
      signals.flatMap((each, part) => (each.count > 0 ? [part] : [])),
      [4321],
    )
  })
}
