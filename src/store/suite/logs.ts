import assert from 'node:assert/strict'
import { it } from 'node:test'
import { silentLogger } from '../../base/logger.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { StoreArgumentError } from '../store-argument-error.ts'
import type { LogSelector, Value } from '../types.ts'
import { type Bench, done, freshKeys } from './bench.ts'

export function logTests(bench: Bench): void {
  freshKeys(bench)
  const append = (...values: Value[]) => done(bench.store, { type: 'append', log: bench.key(), values })
  const sequences = async (selector?: LogSelector) =>
    (await bench.store.readLog(bench.key(), selector)).map(({ sequence }) => sequence)

  it('has no entries and begins at 1 when it was never written', async () => {
    assert.deepEqual(await bench.store.readLog(bench.key()), [])
    assert.deepEqual(await bench.store.logBounds(bench.key()), { first: 1, next: 1 })
  })

  it('gives entries back in order, numbered without gaps', async () => {
    await append('a', Uint8Array.of(1))
    await append({ c: 3 })
    const at = bench.clock.now()
    assert.deepEqual(await bench.store.readLog(bench.key()), [
      { sequence: 1, at, value: 'a' },
      { sequence: 2, at, value: Uint8Array.of(1) },
      { sequence: 3, at, value: { c: 3 } },
    ])
    assert.deepEqual(await bench.store.logBounds(bench.key()), { first: 1, next: 4 })
  })

  it('reads from one sequence to another, both included, either way', async () => {
    await append(1, 2, 3, 4, 5)
    assert.deepEqual(await sequences({ from: 2, to: 4 }), [2, 3, 4])
    assert.deepEqual(await sequences({ from: 2, to: 4, reverse: true }), [4, 3, 2])
    assert.deepEqual(await sequences({ from: 4 }), [4, 5])
    assert.deepEqual(await sequences({ to: 2 }), [1, 2])
    assert.deepEqual(await sequences({ from: -3, to: 99 }), [1, 2, 3, 4, 5])
    assert.deepEqual(await sequences({ from: 4, to: 2 }), [])
    assert.deepEqual(await sequences({ from: 6 }), [])
  })

  it('reads at most the limit, by default a thousand', async () => {
    await append(...Array.from({ length: 1001 }, (_, index) => index))
    assert.equal((await sequences()).length, 1000)
    assert.deepEqual(await sequences({ limit: 2 }), [1, 2])
    assert.deepEqual(await sequences({ limit: 2, reverse: true }), [1001, 1000])
    assert.deepEqual(await sequences({ limit: 0 }), [])
    await assert.rejects(sequences({ limit: -1 }), StoreArgumentError)
  })

  it('finds what was appended at or after an instant', async () => {
    const start = bench.clock.now()
    for (let index = 0; index < 10; index++) {
      await append(index, index)
      await bench.clock.advance(10)
    }
    assert.deepEqual((await sequences({ fromAt: start }))[0], 1)
    assert.deepEqual((await sequences({ fromAt: start + 30 }))[0], 7)
    assert.deepEqual((await sequences({ fromAt: start + 31 }))[0], 9)
    assert.deepEqual(await sequences({ fromAt: start + 90 }), [19, 20])
    assert.deepEqual(await sequences({ fromAt: start + 91 }), [])
    assert.deepEqual(await sequences({ fromAt: start + 30, to: 8 }), [7, 8])
    assert.deepEqual(await sequences({ fromAt: start + 80, reverse: true }), [20, 19, 18, 17])
    await done(bench.store, { type: 'trim', log: bench.key(), before: 8 })
    assert.deepEqual((await sequences({ fromAt: start }))[0], 8)
  })

  it('lets its times never fall, though the clock is set back', async () => {
    const clock = new VirtualClock()
    const store = await bench.open({ clock, logger: silentLogger })
    try {
      await done(store, { type: 'append', log: ['log'], values: [1] })
      const now = clock.now()
      clock.now = () => now - 500
      await done(store, { type: 'append', log: ['log'], values: [2] })
      assert.deepEqual(
        (await store.readLog(['log'])).map(({ at }) => at),
        [now, now],
      )
    } finally {
      await store.close()
    }
  })

  it('requires the next sequence that a check names', async () => {
    const check = (next: number) => ({ type: 'checkLog' as const, log: bench.key(), next })
    const entry = { type: 'append' as const, log: bench.key(), values: ['x'] }
    await done(bench.store, check(1), entry)
    assert.deepEqual(await bench.store.commit([check(1), entry]), { ok: false, failed: 0 })
    await done(bench.store, check(2), entry)
    assert.deepEqual(await sequences(), [1, 2])
  })

  it('drops the oldest entries and goes on numbering', async () => {
    await append(1, 2, 3, 4)
    const trim = (before?: number) =>
      done(bench.store, { type: 'trim', log: bench.key(), ...(before === undefined ? {} : { before }) })
    await trim(3)
    assert.deepEqual(await sequences(), [3, 4])
    assert.deepEqual(await bench.store.logBounds(bench.key()), { first: 3, next: 5 })
    await trim(2)
    assert.deepEqual(await bench.store.logBounds(bench.key()), { first: 3, next: 5 })
    await trim(99)
    assert.deepEqual(await bench.store.logBounds(bench.key()), { first: 5, next: 5 })
    await append(5)
    assert.deepEqual(await sequences(), [5])
  })

  it('starts anew when the whole log was dropped', async () => {
    await append(1, 2)
    await done(bench.store, { type: 'trim', log: bench.key() })
    assert.deepEqual(await bench.store.logBounds(bench.key()), { first: 1, next: 1 })
    await append('new')
    assert.deepEqual(
      (await bench.store.readLog(bench.key())).map(({ sequence, value }) => [sequence, value]),
      [[1, 'new']],
    )
  })

  it('is another thing than the record, the queue and the log beside it with the same key', async () => {
    await append('entry')
    await done(
      bench.store,
      { type: 'set', key: bench.key(), value: 'record' },
      { type: 'enqueue', queue: bench.key(), value: 'message' },
      { type: 'append', log: bench.key(1), values: ['beside'] },
    )
    await done(bench.store, { type: 'trim', log: bench.key() }, { type: 'deleteRange', prefix: bench.key(1) })
    assert.equal((await bench.store.get(bench.key()))?.value, 'record')
    assert.equal((await bench.store.peek(bench.key(), 1))[0]?.value, 'message')
    assert.equal((await bench.store.readLog(bench.key(1)))[0]?.value, 'beside')
  })

  it('numbers without gaps under many writers at once', async () => {
    const results = await Promise.all(Array.from({ length: 30 }, (_, value) => append(value, value)))
    const firsts = results.flatMap(({ appended }) => appended).sort((left, right) => left - right)
    assert.deepEqual(
      firsts,
      Array.from({ length: 30 }, (_, index) => index * 2 + 1),
    )
    const entries = await bench.store.readLog<number>(bench.key())
    assert.equal(entries.length, 60)
    for (const { sequence, value } of entries) {
      assert.equal(results[value]?.appended[0], sequence - ((sequence - 1) % 2))
    }
  })
}
