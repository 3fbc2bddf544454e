import assert from 'node:assert/strict'
import { it } from 'node:test'
import { keyBytesMax, valueBytesMax } from '../limits.ts'
import { StoreArgumentError } from '../store-argument-error.ts'
import type { Key, Value } from '../types.ts'
import { type Bench, done, freshKeys } from './bench.ts'

export function recordTests(bench: Bench): void {
  freshKeys(bench)
  const set = (key: Key, value: Value = null, expiresAt?: number) =>
    done(bench.store, { type: 'set', key, value, ...(expiresAt === undefined ? {} : { expiresAt }) })
  const names = async (selector: Omit<Parameters<typeof bench.store.list>[0], 'prefix'> = {}) =>
    (await bench.store.list({ prefix: bench.key(), ...selector })).map(({ key }) => key.slice(1))

  it('answers null for what was never written', async () => {
    assert.equal(await bench.store.get(bench.key('absent')), null)
  })

  const values: Array<[string, Value]> = [
    ['null', null],
    ['false', false],
    ['zero', 0],
    ['a fraction', -1.5e-7],
    ['the empty string', ''],
    ['text with NUL and half a surrogate pair', 'a\0b\ud800'],
    ['text beyond the BMP', '𝒜ß€'],
    ['an empty array', []],
    ['nested documents', { a: [1, { b: null }], '': 'x', __proto__x: true }],
    ['no bytes', new Uint8Array()],
    ['bytes', Uint8Array.of(0, 255, 1, 128)],
  ]
  for (const [name, value] of values) {
    it(`gives back ${name} as it was`, async () => {
      await set(bench.key('value'), value)
      assert.deepEqual((await bench.store.get(bench.key('value')))?.value, value)
    })
  }

  it('gives back a value near the limit, and refuses one above it', async () => {
    const large = new Uint8Array(valueBytesMax).fill(7)
    await set(bench.key('large'), large)
    const read = (await bench.store.get<Uint8Array>(bench.key('large')))?.value
    assert(read !== undefined && Buffer.compare(read, large) === 0)
    await assert.rejects(set(bench.key('large'), new Uint8Array(valueBytesMax + 1)), StoreArgumentError)
    await assert.rejects(set(bench.key('large'), 'ü'.repeat(valueBytesMax / 2)), StoreArgumentError)
    await done(bench.store, { type: 'delete', key: bench.key('large') })
  })

  it('takes bytes as they are at the call, whatever happens to the buffer later', async () => {
    const bytes = Buffer.from('before')
    const committed = set(bench.key('bytes'), bytes)
    bytes.fill(0)
    await committed
    assert.deepEqual(
      (await bench.store.get(bench.key('bytes')))?.value,
      new Uint8Array(Buffer.from('before')),
    )
  })

  it('gives each reader a document of its own', async () => {
    await set(bench.key('shared'), { list: [1] })
    const first = await bench.store.get<{ list: number[] }>(bench.key('shared'))
    first?.value.list.push(2)
    assert.deepEqual((await bench.store.get(bench.key('shared')))?.value, { list: [1] })
  })

  it('leaves out absent members', async () => {
    await set(bench.key('members'), { kept: 1, dropped: undefined })
    assert.deepEqual((await bench.store.get(bench.key('members')))?.value, { kept: 1 })
  })

  it('changes the version with every write, and gives the one that the commit answered', async () => {
    const first = await set(bench.key('versioned'), 'same')
    const second = await set(bench.key('versioned'), 'same')
    assert.notEqual(first.version, second.version)
    assert.equal((await bench.store.get(bench.key('versioned')))?.version, second.version)
  })

  it('never uses a version twice for one key, deleted or not', async () => {
    const seen = new Set<number>()
    for (let round = 0; round < 5; round++) {
      seen.add((await set(bench.key('again'))).version)
      await done(bench.store, { type: 'delete', key: bench.key('again') })
    }
    assert.equal(seen.size, 5)
  })

  it('reads many in the order of the keys given, absent ones as null', async () => {
    await set(bench.key(2), 'two')
    await set(bench.key(1), 'one')
    const found = await bench.store.getMany([bench.key(2), bench.key(3), bench.key(1), bench.key(2)])
    assert.deepEqual(
      found.map((entry) => entry?.value),
      ['two', undefined, 'one', 'two'],
    )
    assert.equal(found[1], null)
    assert.deepEqual(await bench.store.getMany([]), [])
  })

  it('gives records as they are kept, documents as text', async () => {
    const written = await set(bench.key('document'), { b: 'ü', a: [1] })
    const bytes = await set(bench.key('bytes'), Uint8Array.of(7))
    const keys = [bench.key('bytes'), bench.key('absent'), bench.key('document')]
    const found = [
      { key: keys[0], value: Uint8Array.of(7), version: bytes.version },
      null,
      { key: keys[2], value: '{"b":"ü","a":[1]}', version: written.version },
    ]
    for (const time of ['first', 'again']) assert.deepEqual(await bench.store.getStored(keys), found, time)
    assert.deepEqual(await bench.store.getStored([]), [])
  })

  it('reads many as of one instant', async () => {
    const keys = [bench.key('left'), bench.key('right')]
    const write = (value: number) =>
      done(bench.store, ...keys.map((key) => ({ type: 'set' as const, key, value })))
    await write(0)
    let writing = true
    const writer = (async () => {
      for (let value = 1; value <= 50; value++) await write(value)
      writing = false
    })()
    while (writing) {
      const [left, right] = await bench.store.getMany(keys)
      assert.equal(left?.value, right?.value)
      const listed = await bench.store.list({ prefix: bench.key() })
      assert.equal(listed[0]?.value, listed[1]?.value)
    }
    await writer
  })

  it('deletes, and does not mind what is absent', async () => {
    await set(bench.key('gone'))
    await done(bench.store, { type: 'delete', key: bench.key('gone') })
    await done(bench.store, { type: 'delete', key: bench.key('gone') })
    assert.equal(await bench.store.get(bench.key('gone')), null)
  })

  it('lists in the order of kinds and values', async () => {
    const parts = [
      Uint8Array.of(),
      Uint8Array.of(0),
      Uint8Array.of(0, 0),
      Uint8Array.of(255),
      '',
      '\0',
      'a',
      'a\0',
      'aa',
      'b',
      '\u{ffff}',
      '\u{10000}',
      Number.NEGATIVE_INFINITY,
      -(10n ** 400n),
      -1e300,
      -2,
      -1n,
      -0.5,
      0,
      0n,
      1,
      1n,
      1.5,
      2 ** 53,
      2n ** 53n + 1n,
      10n ** 400n,
      Number.POSITIVE_INFINITY,
      false,
      true,
    ]
    for (const part of parts.toReversed()) await set(bench.key(part), null)
    assert.deepEqual(
      await names(),
      parts.map((part) => [part]),
    )
    assert.deepEqual(
      await names({ reverse: true }),
      parts.toReversed().map((part) => [part]),
    )
  })

  it('lists what is inside a prefix, the key that is the prefix included, and nothing beside it', async () => {
    for (const key of [['a'], ['a', 1], ['a', 1, 'deep'], ['a\0'], ['ab'], ['b']])
      await set(bench.key(...key))
    assert.deepEqual(
      (await bench.store.list({ prefix: bench.key('a') })).map(({ key }) => key.slice(1)),
      [['a'], ['a', 1], ['a', 1, 'deep']],
    )
  })

  it('takes start in and leaves end out, and keeps to the prefix whatever they are', async () => {
    for (let part = 0; part < 5; part++) await set(bench.key(part))
    assert.deepEqual(await names({ start: bench.key(1), end: bench.key(3) }), [[1], [2]])
    assert.deepEqual(await names({ start: bench.key(3) }), [[3], [4]])
    assert.deepEqual(await names({ end: bench.key(2), reverse: true }), [[1], [0]])
    assert.deepEqual(await names({ start: [], end: ['\u{10ffff}'] }), [[0], [1], [2], [3], [4]])
    assert.deepEqual(await names({ start: bench.key(3), end: bench.key(3) }), [])
    assert.deepEqual(await names({ start: bench.key(4), end: bench.key(1) }), [])
  })

  it('goes on behind a key, forwards and backwards', async () => {
    for (let part = 0; part < 5; part++) await set(bench.key(part))
    assert.deepEqual(await names({ after: bench.key(2) }), [[3], [4]])
    assert.deepEqual(await names({ after: bench.key(2), reverse: true }), [[1], [0]])
    assert.deepEqual(await names({ after: bench.key(1.5) }), [[2], [3], [4]])
    assert.deepEqual(await names({ after: bench.key(4) }), [])
    await set(bench.key(2, 'inside'))
    assert.deepEqual(await names({ after: bench.key(2), limit: 1 }), [[2, 'inside']])
  })

  it('lists at most the limit, by default a thousand', async () => {
    const changes = Array.from({ length: 1001 }, (_, part) => ({
      type: 'set' as const,
      key: bench.key(part),
      value: part,
    }))
    await done(bench.store, ...changes)
    assert.equal((await names()).length, 1000)
    assert.deepEqual(await names({ limit: 2 }), [[0], [1]])
    assert.deepEqual(await names({ limit: 0 }), [])
    assert.equal((await names({ limit: Number.POSITIVE_INFINITY })).length, 1001)
  })

  it('refuses a negative limit and one that is no number', async () => {
    await assert.rejects(names({ limit: -1 }), StoreArgumentError)
    await assert.rejects(names({ limit: Number.NaN }), StoreArgumentError)
  })

  it('deletes a range, and what lies beside it stays', async () => {
    for (const part of [0, 1, 2, 3]) await set(bench.key('range', part))
    await set(bench.key('range'))
    await set(bench.key('ranger'))
    await done(bench.store, {
      type: 'deleteRange',
      prefix: bench.key('range'),
      start: bench.key('range', 1),
      end: bench.key('range', 3),
    })
    assert.deepEqual(await names(), [['range'], ['range', 0], ['range', 3], ['ranger']])
    await done(bench.store, { type: 'deleteRange', prefix: bench.key('range') })
    assert.deepEqual(await names(), [['ranger']])
  })

  it('has a record absent from the instant at which it expires', async () => {
    const expiresAt = bench.clock.now() + 1000
    const { version } = await set(bench.key('short'), 'lived', expiresAt)
    await bench.clock.advance(999)
    assert.equal((await bench.store.get(bench.key('short')))?.value, 'lived')
    assert.deepEqual(await names(), [['short']])
    await bench.clock.advance(1)
    assert.equal(await bench.store.get(bench.key('short')), null)
    assert.deepEqual(await names(), [])
    const stale = await bench.store.commit([{ type: 'check', key: bench.key('short'), version }])
    assert.deepEqual(stale, { ok: false, failed: 0 })
    await done(
      bench.store,
      { type: 'check', key: bench.key('short'), version: null },
      { type: 'set', key: bench.key('short'), value: 'again' },
    )
    await bench.clock.advance(3_600_000)
    assert.equal((await bench.store.get(bench.key('short')))?.value, 'again')
  })

  it('expires a record by its latest write alone', async () => {
    await set(bench.key('moved'), 1, bench.clock.now() + 10)
    await set(bench.key('moved'), 2, bench.clock.now() + 1000)
    await bench.clock.advance(500)
    assert.equal((await bench.store.get(bench.key('moved')))?.value, 2)
    await set(bench.key('moved'), 3)
    await bench.clock.advance(1000)
    assert.equal((await bench.store.get(bench.key('moved')))?.value, 3)
  })

  it('has a record that expires in the past absent at once', async () => {
    await set(bench.key('late'), 1, bench.clock.now())
    assert.equal(await bench.store.get(bench.key('late')), null)
  })

  it('removes many expired records, a few at a time, and none that still live', async () => {
    const lifetime = { expiresAt: bench.clock.now() + 10 }
    const changes = Array.from({ length: 1200 }, (_, part) => ({
      type: 'set' as const,
      key: bench.key(part),
      value: part,
      ...(part % 2 === 0 ? lifetime : {}),
    }))
    await done(bench.store, ...changes)
    await bench.clock.advance(3_600_000)
    assert.equal((await names()).length, 600)
  })

  const refused: Array<[string, Key]> = [
    ['no parts', []],
    ['NaN', [Number.NaN]],
    ['half a surrogate pair', ['\udc00']],
    ['more than the limit', ['x'.repeat(keyBytesMax)]],
  ]
  for (const [name, key] of refused) {
    it(`refuses a key with ${name}, before anything is done`, async () => {
      const ours = bench.key('beside')
      await assert.rejects(
        bench.store.commit([
          { type: 'set', key: ours, value: 1 },
          { type: 'set', key, value: 1 },
        ]),
        StoreArgumentError,
      )
      await assert.rejects(bench.store.get(key), StoreArgumentError)
      assert.equal(await bench.store.get(ours), null)
    })
  }

  it('refuses an instant that is none', async () => {
    await assert.rejects(set(bench.key('when'), 1, Number.NaN), StoreArgumentError)
    await assert.rejects(set(bench.key('when'), 1, Number.POSITIVE_INFINITY), StoreArgumentError)
  })

  it('takes keys with NUL bytes, zero of either sign and bigints of any size', async () => {
    const key = bench.key('\0', new Uint8Array(3), -0, 2n ** 2000n, -(2n ** 2000n), true)
    await set(key, 'here')
    assert.equal((await bench.store.get([...key.slice(0, 3), 0, ...key.slice(4)]))?.value, 'here')
    assert.deepEqual((await bench.store.list({ prefix: bench.key('\0') }))[0]?.key, [
      ...key.slice(0, 3),
      0,
      ...key.slice(4),
    ])
  })
}
