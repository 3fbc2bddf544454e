import assert from 'node:assert/strict'
import { it } from 'node:test'
import { atomic } from '../atomic.ts'
import { collection, type Stored } from '../collection.ts'
import type { Key } from '../types.ts'
import { type Bench, freshKeys } from './bench.ts'

interface Person {
  readonly name: string
  readonly city: string
  readonly badge?: number
  readonly until?: number
}

// A type, not an interface: only a type alias has the index signature that a JSON object asks for.
type PersonRecord = { readonly [Field in keyof Person]: Person[Field] }

export function collectionTests(bench: Bench): void {
  freshKeys(bench)
  const people = () =>
    collection<PersonRecord>()({
      name: String(bench.key()[0]),
      key: ({ name }) => [name],
      indexes: {
        city: { key: ({ city }) => [city] },
        badge: { key: ({ badge }) => (badge === undefined ? undefined : [badge]), unique: true },
      },
      expiresAt: ({ until }) => until,
    })
  const put = async (person: PersonRecord, previous?: Stored<PersonRecord>) => {
    const change = atomic(bench.store)
    people().put(change, person, previous)
    return (await change.commit()).ok
  }
  const read = async (...key: Key) => {
    const stored = await people().get(bench.store, key)
    assert(stored !== undefined)
    return stored
  }
  const namesBy = async (index: 'city' | 'badge', ...prefix: Key) =>
    (await people().listBy(bench.store, index, { prefix })).items.map(({ value }) => value.name)

  it('writes a new record once, and changes what was read', async () => {
    assert(await put({ name: 'Ada', city: 'London' }))
    assert.equal(await put({ name: 'Ada', city: 'Paris' }), false)
    const stored = await read('Ada')
    assert(await put({ name: 'Ada', city: 'Paris' }, stored))
    assert.equal(await put({ name: 'Ada', city: 'Rome' }, stored), false)
    assert.equal((await read('Ada')).value.city, 'Paris')
  })

  it('finds records by an index, and moves them in it', async () => {
    for (const [name, city] of [
      ['Ada', 'London'],
      ['Bob', 'London'],
      ['Cy', 'Paris'],
    ] as const) {
      await put({ name, city })
    }
    assert.deepEqual(await namesBy('city', 'London'), ['Ada', 'Bob'])
    await put({ name: 'Ada', city: 'Paris' }, await read('Ada'))
    assert.deepEqual(await namesBy('city', 'London'), ['Bob'])
    assert.deepEqual(await namesBy('city'), ['Bob', 'Ada', 'Cy'])
    assert.equal((await people().findBy(bench.store, 'city', ['London']))?.value.name, 'Bob')
  })

  it('refuses a second record under a unique index key', async () => {
    assert(await put({ name: 'Ada', city: 'x', badge: 7 }))
    assert.equal(await put({ name: 'Bob', city: 'x', badge: 7 }), false)
    assert(await put({ name: 'Bob', city: 'x', badge: 8 }))
    assert.equal(await put({ name: 'Bob', city: 'x', badge: 7 }, await read('Bob')), false)
    assert.equal((await people().findBy(bench.store, 'badge', [7]))?.value.name, 'Ada')
    await put({ name: 'Ada', city: 'x' }, await read('Ada'))
    assert.equal(await people().findBy(bench.store, 'badge', [7]), undefined)
    assert(await put({ name: 'Bob', city: 'x', badge: 7 }, await read('Bob')))
  })

  it('removes a record with its index entries', async () => {
    await put({ name: 'Ada', city: 'x', badge: 1 })
    const stored = await read('Ada')
    const change = atomic(bench.store)
    people().remove(change, stored)
    assert((await change.commit()).ok)
    assert.deepEqual(await namesBy('city'), [])
    assert.deepEqual(await namesBy('badge'), [])
    assert.equal(await people().get(bench.store, ['Ada']), undefined)
  })

  it('lists in pages that meet without overlap or gap', async () => {
    for (let index = 0; index < 7; index++) await put({ name: `n${index}`, city: index % 2 ? 'odd' : 'even' })
    for (const reverse of [false, true]) {
      const all: string[] = []
      for (let after: Key | undefined, pages = 0; pages < 10; pages++) {
        const page = await people().list(bench.store, { limit: 3, reverse, ...(after ? { after } : {}) })
        all.push(...page.items.map(({ value }) => value.name))
        after = page.next
        if (after === undefined) break
      }
      const expected = Array.from({ length: 7 }, (_, index) => `n${index}`)
      assert.deepEqual(all, reverse ? expected.toReversed() : expected)
    }
    const page = await people().listBy(bench.store, 'city', { prefix: ['odd'], limit: 2 })
    assert.deepEqual(
      page.items.map(({ value }) => value.name),
      ['n1', 'n3'],
    )
    assert(page.next)
    const rest = await people().listBy(bench.store, 'city', { prefix: ['odd'], limit: 2, after: page.next })
    assert.deepEqual(
      rest.items.map(({ value }) => value.name),
      ['n5'],
    )
    assert.equal(rest.next, undefined)
  })

  it('lets index entries expire with their record, and live on with it', async () => {
    const until = bench.clock.now() + 100
    await put({ name: 'Ada', city: 'x', badge: 1, until })
    await put({ name: 'Ada', city: 'x', badge: 1, until: until + 100 }, await read('Ada'))
    await bench.clock.advance(150)
    assert.deepEqual(await namesBy('city', 'x'), ['Ada'])
    await put({ name: 'Ada', city: 'x', badge: 1 }, await read('Ada'))
    await bench.clock.advance(1000)
    assert.deepEqual(await namesBy('city', 'x'), ['Ada'])
    assert.deepEqual(await namesBy('badge', 1), ['Ada'])
  })

  it('lets a new record take the place of one that expired', async () => {
    await put({ name: 'Ada', city: 'x', badge: 1, until: bench.clock.now() + 10 })
    await bench.clock.advance(10)
    assert(await put({ name: 'Ada', city: 'y', badge: 1 }))
    assert.deepEqual(await namesBy('city'), ['Ada'])
  })
}
