import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Calls, FoundRow } from '../backend.ts'
import { type EncodedKey, encodeKey, indexMark } from '../key.ts'
import type { PlannedChange } from '../plan.ts'
import type { CommitResult } from '../types.ts'
import { RecordCache } from './record-cache.ts'

const key = (name: string) => name as EncodedKey
const set = (name: string, value: string | Uint8Array, expiresAt: number | null = null): PlannedChange => ({
  type: 'set',
  key: key(name),
  value,
  expiresAt,
})

type Rows = Calls['get']['answer']
type Ask = Calls['get']['ask']

/** A database that answers at once, and counts what it is asked. */
class QuickDatabase {
  readonly rows = new Map<EncodedKey, FoundRow>()
  reads = 0
  readonly read = async ({ keys }: Ask): Promise<Rows> => {
    this.reads++
    return keys.map((one) => this.rows.get(one) ?? null)
  }
  readonly write = async ({ changes }: Calls['commit']['ask']): Promise<CommitResult> => {
    apply(this.rows, changes, ++this.#version)
    return { ok: true, version: this.#version, appended: [], enqueued: [] }
  }
  #version = 0
}

function apply(rows: Map<EncodedKey, FoundRow>, changes: readonly PlannedChange[], version: number): void {
  for (const change of changes) {
    if (change.type === 'set') rows.set(change.key, [change.value, version, change.expiresAt])
    else if (change.type === 'delete') rows.delete(change.key)
    else if (change.type === 'deleteRange') {
      for (const one of rows.keys()) if (one >= change.low && one < change.high) rows.delete(one)
    }
  }
}

describe('records in memory', () => {
  const opened = (bytesMax?: number) => {
    const [cache, database] = [new RecordCache(bytesMax), new QuickDatabase()]
    return {
      database,
      get: (names: string, now = 0) => cache.get({ keys: [...names].map(key), now }, database.read),
      commit: (...changes: PlannedChange[]) => cache.commit({ changes, now: 0 }, database.write),
    }
  }

  it('are read once, absent ones too, and not at all when they were written', async () => {
    const { database, get, commit } = opened()
    assert.deepEqual(await get('ab'), [null, null])
    assert.deepEqual(await get('ba'), [null, null])
    assert.equal(database.reads, 1)
    await commit(set('a', '1'), set('c', '2'))
    assert.deepEqual(await get('abc'), [['1', 1, null], null, ['2', 1, null]])
    await commit({ type: 'delete', key: key('a') })
    assert.deepEqual(await get('ac'), [null, ['2', 1, null]])
    assert.equal(database.reads, 1)
  })

  it('are not those of indexes, which are read each time and as they are', async () => {
    const { database } = opened()
    const cache = new RecordCache()
    const entry = encodeKey([`people${indexMark}name`, 'Ann'])
    const ask = () => cache.get({ keys: [entry], now: 0 }, database.read)
    const change = (value: string) => cache.commit({ changes: [set(entry, value)], now: 0 }, database.write)
    await change('1')
    assert.deepEqual(await ask(), [['1', 1, null]])
    await change('2')
    assert.deepEqual(await ask(), [['2', 2, null]])
    assert.equal(database.reads, 2)
  })

  it('are absent from the instant on at which they expire', async () => {
    const { get, commit } = opened()
    await commit(set('a', '1', 10))
    assert.deepEqual(await get('a', 9), [['1', 1, 10]])
    assert.deepEqual(await get('a', 10), [null])
  })

  it('give each reader bytes of its own', async () => {
    const { database, get, commit } = opened()
    database.rows.set(key('b'), [Uint8Array.of(1), 0, null])
    await commit(set('a', Uint8Array.of(1)))
    for (let reader = 0; reader < 3; reader++) {
      for (const name of 'ab') {
        const [row] = await get(name)
        assert.deepEqual(row?.[0], Uint8Array.of(1))
        if (row?.[0] instanceof Uint8Array) row[0][0] = 2
      }
    }
    assert.equal(database.reads, 1)
  })

  it('are forgotten when others have filled the memory since they were asked for', async () => {
    const { database, get, commit } = opened(2000)
    await commit(set('a', '1'), set('b', '2'))
    for (const name of 'cdefghi') {
      await commit(set(name, name))
      await get('a')
    }
    assert.equal(database.reads, 0)
    await get('b')
    assert.equal(database.reads, 1)
  })

  it('are forgotten when nobody knows what became of a commit, and kept when it was refused', async () => {
    const [cache, database] = [new RecordCache(), new QuickDatabase()]
    const ask = { keys: [key('a')], now: 0 }
    const changes = [set('a', '2')]
    await cache.commit({ changes: [set('a', '1')], now: 0 }, database.write)
    await cache.commit({ changes, now: 0 }, async () => ({ ok: false, failed: 0 }))
    assert.deepEqual(await cache.get(ask, database.read), [['1', 1, null]])
    assert.equal(database.reads, 0)
    const lost = cache.commit({ changes, now: 0 }, async () => Promise.reject(new Error('lost')))
    await assert.rejects(lost, /lost/)
    await cache.get(ask, database.read)
    assert.equal(database.reads, 1)
  })

  for (const [what, change] of [
    ['a change', set('a', '2')],
    ['the removal of a range', { type: 'deleteRange', low: key('a'), high: key('b') }],
  ] as const) {
    it(`are not remembered from a read that ${what} has overtaken`, async () => {
      const [cache, database] = [new RecordCache(), new QuickDatabase()]
      const ask = { keys: [key('a')], now: 0 }
      const { promise, resolve } = Promise.withResolvers<Rows>()
      const slow = cache.get(ask, () => promise)
      await cache.commit({ changes: [change], now: 0 }, database.write)
      resolve([['1', 0, null]])
      await slow
      assert.deepEqual(await cache.get(ask, database.read), await database.read(ask))
    })
  }

  it('are at every moment what is stored, whenever reads and writes are done and answered', async () => {
    const names = fc.constantFrom('a', 'b')
    const change = fc.oneof(
      { weight: 2, arbitrary: names.map((name) => set(name, 'x')) },
      { weight: 1, arbitrary: names.map((name): PlannedChange => ({ type: 'delete', key: key(name) })) },
      {
        weight: 2,
        arbitrary: fc.constant<PlannedChange>({ type: 'deleteRange', low: key('a'), high: key('c') }),
      },
    )
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ get: fc.uniqueArray(names, { minLength: 1 }) }) },
      {
        weight: 1,
        arbitrary: fc.record({ commit: fc.tuple(change), fails: fc.constantFrom(false, false, true) }),
      },
      { weight: 4, arbitrary: fc.constantFrom('write' as const, 'tell' as const) },
      { weight: 2, arbitrary: fc.record({ readNext: fc.nat(5) }) },
      { weight: 2, arbitrary: fc.record({ answerNext: fc.nat(5) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
        const slow = new SlowDatabase()
        for (const one of steps) {
          if (one === 'write') slow.write()
          else if (one === 'tell') slow.tell()
          else if ('get' in one) slow.get(one.get.map(key))
          else if ('commit' in one) slow.commit(one.commit, one.fails)
          else if ('readNext' in one) slow.read(one.readNext)
          else slow.answer(one.answerNext)
          await new Promise<void>((resolve) => setImmediate(resolve))
        }
        await slow.finish()
      }),
      { numRuns: 400 },
    )
  })
})

/**
 * A database whose writes are done and told in order, and whose reads are done and answered in any, each when the test says so. Checks
 * that what a read was answered was there at one moment between the question and the answer.
 */
class SlowDatabase {
  readonly #cache = new RecordCache()
  readonly #rows = new Map<EncodedKey, FoundRow>()
  /** Every state of the database, in order. */
  readonly #history: Array<Map<EncodedKey, FoundRow>> = [new Map()]
  readonly #toWrite: Array<() => () => void> = []
  readonly #toTell: Array<() => void> = []
  readonly #toRead: Array<() => () => void> = []
  readonly #toAnswer: Array<() => void> = []
  readonly #open: Array<Promise<string | undefined>> = []
  #version = 0

  get(keys: readonly EncodedKey[]): void {
    const asked = this.#history.length - 1
    const answered = this.#cache.get({ keys, now: 0 }, ({ keys: read }) => {
      const { promise, resolve } = Promise.withResolvers<Rows>()
      this.#toRead.push(() => {
        const rows = read.map((one) => this.#rows.get(one) ?? null)
        return () => resolve(rows)
      })
      return promise
    })
    const check = (rows: Rows) => {
      const states = this.#history.slice(asked)
      const fits = (state: Map<EncodedKey, FoundRow>) =>
        keys.every((one, index) => (state.get(one)?.[1] ?? null) === (rows[index]?.[1] ?? null))
      return states.some(fits) ? undefined : `${JSON.stringify(rows)} was never there`
    }
    this.#open.push(Promise.resolve(answered).then(check))
  }

  commit(changes: readonly PlannedChange[], fails: boolean): void {
    const answered = this.#cache.commit({ changes, now: 0 }, () => {
      const { promise, resolve } = Promise.withResolvers<CommitResult>()
      this.#toWrite.push(() => {
        if (fails) return () => resolve({ ok: false, failed: 0 })
        const version = ++this.#version
        apply(this.#rows, changes, version)
        this.#history.push(new Map(this.#rows))
        return () => resolve({ ok: true, version, appended: [], enqueued: [] })
      })
      return promise
    })
    this.#open.push(answered.then(() => undefined))
  }

  write(): void {
    const write = this.#toWrite.shift()
    if (write !== undefined) this.#toTell.push(write())
  }

  tell(): void {
    this.#toTell.shift()?.()
  }

  read(which: number): void {
    const [read] = this.#toRead.splice(which % Math.max(1, this.#toRead.length), 1)
    if (read !== undefined) this.#toAnswer.push(read())
  }

  answer(which: number): void {
    const [answer] = this.#toAnswer.splice(which % Math.max(1, this.#toAnswer.length), 1)
    answer?.()
  }

  async finish(): Promise<void> {
    while (this.#toWrite.length > 0) this.write()
    while (this.#toTell.length > 0) this.tell()
    while (this.#toRead.length > 0) this.read(0)
    while (this.#toAnswer.length > 0) this.answer(0)
    for (const fault of await Promise.all(this.#open)) assert.equal(fault, undefined)
  }
}
