import assert from 'node:assert/strict'
import { it } from 'node:test'
import { commitBytesMax, commitChangesMax, valueBytesMax } from '../limits.ts'
import { StoreArgumentError } from '../store-argument-error.ts'
import type { Change } from '../types.ts'
import { type Bench, done, freshKeys } from './bench.ts'

export function commitTests(bench: Bench): void {
  freshKeys(bench)

  it('does nothing, successfully, when there is nothing to do', async () => {
    const result = await done(bench.store)
    assert.deepEqual([result.appended, result.enqueued], [[], []])
  })

  it('requires the version, or the absence, that a check names', async () => {
    const key = bench.key('checked')
    const absent: Change = { type: 'check', key, version: null }
    const first = await done(bench.store, absent, { type: 'set', key, value: 1 })
    assert.deepEqual(await bench.store.commit([absent]), { ok: false, failed: 0 })
    const current: Change = { type: 'check', key, version: first.version }
    await done(bench.store, current, { type: 'set', key, value: 2 })
    assert.deepEqual(await bench.store.commit([current]), { ok: false, failed: 0 })
    await done(bench.store, { type: 'delete', key })
    assert.deepEqual(await bench.store.commit([{ type: 'check', key, version: first.version }]), {
      ok: false,
      failed: 0,
    })
  })

  it('sees in a check what became of the record since the last one', async () => {
    const key = bench.key('range', 'changing')
    const holds = async (version: number | null) =>
      (await bench.store.commit([{ type: 'check', key, version }])).ok
    const requireNow = async (version: number | null, before: number | null) => {
      for (const time of ['first', 'again']) {
        assert.ok(await holds(version), time)
        assert.ok(!(await holds(before)), time)
      }
    }
    const { version: first } = await done(bench.store, { type: 'set', key, value: 1 })
    await requireNow(first, null)
    const { version: second } = await done(bench.store, { type: 'set', key, value: 2 })
    await requireNow(second, first)
    await done(bench.store, { type: 'delete', key })
    await requireNow(null, second)
    const { version: third } = await done(bench.store, { type: 'set', key, value: 3 })
    await requireNow(third, null)
    await done(bench.store, { type: 'deleteRange', prefix: bench.key('range') })
    await requireNow(null, third)
    const expiresAt = bench.clock.now() + 1000
    const { version: short } = await done(bench.store, { type: 'set', key, value: 4, expiresAt })
    await requireNow(short, null)
    await bench.clock.advance(1000)
    await requireNow(null, short)
  })

  it('tells the first condition that did not hold, and changes nothing', async () => {
    const receipt = { queue: bench.key('queue'), id: 1, lease: 1 }
    const lease = { name: bench.key('lease'), holder: 'nobody', token: 1, expiresAt: 0 }
    await done(bench.store, { type: 'enqueue', queue: bench.key('queue'), value: 'kept' })
    const doings: Change[] = [
      { type: 'set', key: bench.key('set'), value: 1 },
      { type: 'append', log: bench.key('log'), values: [1] },
      { type: 'enqueue', queue: bench.key('queue'), value: 1 },
      { type: 'purge', queue: bench.key('queue') },
    ]
    const failing: Change[] = [
      { type: 'check', key: bench.key('set'), version: 1 },
      { type: 'checkLog', log: bench.key('log'), next: 2 },
      { type: 'acknowledge', receipt },
      { type: 'release', receipt },
      { type: 'extend', receipt, until: bench.clock.now() + 1 },
      { type: 'fence', lease },
      { type: 'hold', blob: '0'.repeat(64), holder: bench.key('holder') },
    ]
    for (const change of failing) {
      const result = await bench.store.commit([...doings, change, { ...change }])
      assert.deepEqual(result, { ok: false, failed: doings.length }, change.type)
    }
    assert.equal(await bench.store.get(bench.key('set')), null)
    assert.deepEqual(await bench.store.logBounds(bench.key('log')), { first: 1, next: 1 })
    assert.deepEqual(
      (await bench.store.peek(bench.key('queue'), 10)).map(({ value }) => value),
      ['kept'],
    )
  })

  it('tests all conditions before it makes any change', async () => {
    const key = bench.key('late check')
    await done(bench.store, { type: 'set', key, value: 1 }, { type: 'check', key, version: null })
    await done(
      bench.store,
      { type: 'append', log: bench.key('log'), values: [1, 2] },
      { type: 'checkLog', log: bench.key('log'), next: 1 },
    )
    assert.equal((await bench.store.get(key))?.value, 1)
  })

  it('makes its changes in the order given', async () => {
    const key = bench.key('ordered')
    await done(
      bench.store,
      { type: 'set', key, value: 'first' },
      { type: 'deleteRange', prefix: bench.key() },
      { type: 'set', key, value: 'second' },
      { type: 'set', key, value: 'third' },
      { type: 'set', key: bench.key('gone'), value: 1 },
      { type: 'delete', key: bench.key('gone') },
      { type: 'enqueue', queue: bench.key('queue'), value: 'purged' },
      { type: 'purge', queue: bench.key('queue') },
      { type: 'enqueue', queue: bench.key('queue'), value: 'kept' },
    )
    assert.equal((await bench.store.get(key))?.value, 'third')
    assert.equal(await bench.store.get(bench.key('gone')), null)
    assert.deepEqual(
      (await bench.store.peek(bench.key('queue'), 10)).map(({ value }) => value),
      ['kept'],
    )
  })

  it('answers first sequences and ids in the order of the changes', async () => {
    const { appended, enqueued, version } = await done(
      bench.store,
      { type: 'append', log: bench.key('a'), values: [1, 2] },
      { type: 'enqueue', queue: bench.key('q'), value: 1 },
      { type: 'append', log: bench.key('b'), values: [1] },
      { type: 'set', key: bench.key('r'), value: 1 },
      { type: 'append', log: bench.key('a'), values: [3] },
      { type: 'enqueue', queue: bench.key('q'), value: 2 },
    )
    assert.deepEqual(appended, [1, 1, 3])
    assert.equal((await bench.store.get(bench.key('r')))?.version, version)
    const messages = await bench.store.peek<number>(bench.key('q'), 10)
    assert.deepEqual(
      messages.map(({ id }) => id),
      enqueued,
    )
  })

  it('lets one of many win who all saw the same version', async () => {
    const key = bench.key('contended')
    const { version } = await done(bench.store, { type: 'set', key, value: 0 })
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, value) =>
        bench.store.commit([
          { type: 'check', key, version },
          { type: 'set', key, value },
        ]),
      ),
    )
    const winners = results.filter((result) => result.ok)
    assert.equal(winners.length, 1)
    assert.equal((await bench.store.get(key))?.version, winners[0]?.version)
  })

  it('loses no increment of many that race and repeat', async () => {
    const key = bench.key('counter')
    await done(bench.store, { type: 'set', key, value: 0 })
    const increment = async () => {
      for (;;) {
        const entry = await bench.store.get<number>(key)
        assert(entry !== null)
        const result = await bench.store.commit([
          { type: 'check', key, version: entry.version },
          { type: 'set', key, value: entry.value + 1 },
        ])
        if (result.ok) return
      }
    }
    await Promise.all(Array.from({ length: 16 }, increment))
    assert.equal((await bench.store.get(key))?.value, 16)
  })

  it('shows a commit that was answered to every read that begins then', async () => {
    const one = async (worker: number) => {
      for (let value = 0; value < 20; value++) {
        const key = bench.key('seen', worker)
        await done(bench.store, { type: 'set', key, value })
        assert.equal((await bench.store.get(key))?.value, value)
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, worker) => one(worker)))
  })

  it('takes a commit of as many changes as are allowed, and refuses one more', async () => {
    const changes = Array.from({ length: commitChangesMax }, (_, part) => ({
      type: 'set' as const,
      key: bench.key(part),
      value: part,
    }))
    await done(bench.store, ...changes)
    const last = await bench.store.list({ prefix: bench.key(), reverse: true, limit: 1 })
    assert.equal(last[0]?.value, commitChangesMax - 1)
    await assert.rejects(
      bench.store.commit([...changes, { type: 'delete', key: bench.key() }]),
      StoreArgumentError,
    )
    await done(bench.store, { type: 'deleteRange', prefix: bench.key() })
  })

  it('refuses values that are too large together', async () => {
    const value = new Uint8Array(valueBytesMax)
    const count = Math.floor(commitBytesMax / valueBytesMax) + 1
    const changes = Array.from({ length: count }, (_, part) => ({
      type: 'set' as const,
      key: bench.key(part),
      value,
    }))
    await assert.rejects(bench.store.commit(changes), StoreArgumentError)
    assert.deepEqual(await bench.store.list({ prefix: bench.key() }), [])
  })
}
