import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StoreArgumentError } from '../store-argument-error.ts'
import type { Lease } from '../types.ts'
import { type Bench, done, freshKeys } from './bench.ts'

export function leaseTests(bench: Bench): void {
  freshKeys(bench)
  const acquire = (holder: string, ttlMs = 1000) => bench.store.acquireLease(bench.key(), holder, ttlMs)
  const acquired = async (holder: string, ttlMs?: number): Promise<Lease> => {
    const lease = await acquire(holder, ttlMs)
    assert(lease !== undefined, `${holder} did not get the lease`)
    return lease
  }
  const fenced = async (lease: Lease) => (await bench.store.commit([{ type: 'fence', lease }])).ok

  it('gives a free lease to whoever comes', async () => {
    const lease = await acquired('a')
    assert.deepEqual(lease, {
      name: bench.key(),
      holder: 'a',
      token: lease.token,
      expiresAt: bench.clock.now() + 1000,
    })
  })

  it('refuses another while it lasts, and gives it with a higher token when it has expired', async () => {
    const first = await acquired('a')
    assert.equal(await acquire('b'), undefined)
    await bench.clock.advance(999)
    assert.equal(await acquire('b'), undefined)
    await bench.clock.advance(1)
    const second = await acquired('b')
    assert(second.token > first.token)
    assert.equal(await acquire('a'), undefined)
  })

  it('lets its holder take it again, with the same token', async () => {
    const first = await acquired('a')
    await bench.clock.advance(500)
    const again = await acquired('a')
    assert.equal(again.token, first.token)
    assert.equal(again.expiresAt, bench.clock.now() + 1000)
    await bench.clock.advance(1000)
    assert((await acquired('a')).token > first.token, 'it had ended in between')
  })

  it('is renewed by its holder until it is lost', async () => {
    const lease = await acquired('a')
    await bench.clock.advance(900)
    const renewed = await bench.store.renewLease(lease, 1000)
    assert.deepEqual(renewed, { ...lease, expiresAt: bench.clock.now() + 1000 })
    await bench.clock.advance(900)
    assert.equal(await acquire('b'), undefined)
    await bench.clock.advance(100)
    assert.equal(await bench.store.renewLease(lease, 1000), undefined)
    const other = await acquired('b')
    assert.equal(await bench.store.renewLease(lease, 1000), undefined)
    assert.equal(await bench.store.renewLease({ ...other, holder: 'a' }, 1000), undefined)
  })

  it('is free when it was released, by its holder alone', async () => {
    const lease = await acquired('a')
    await bench.store.releaseLease({ ...lease, token: lease.token + 1 })
    await bench.store.releaseLease({ ...lease, holder: 'b' })
    assert.equal(await acquire('b'), undefined)
    await bench.store.releaseLease(lease)
    await bench.store.releaseLease(lease)
    const next = await acquired('b')
    assert(next.token > lease.token)
    await bench.store.releaseLease(lease)
    assert.equal(await acquire('a'), undefined)
  })

  it('fences a commit: it must be the current one', async () => {
    const old = await acquired('a')
    assert(await fenced(old))
    await bench.clock.advance(999)
    assert(await fenced(old))
    await bench.clock.advance(1)
    assert.equal(await fenced(old), false, 'expired')
    const current = await acquired('b')
    assert.equal(await fenced(old), false, 'another’s')
    assert.equal(await fenced({ ...current, holder: 'a' }), false, 'not the holder')
    assert(await fenced({ ...current, expiresAt: 0 }), 'what the holder remembers of the end does not matter')
    await bench.store.releaseLease(current)
    assert.equal(await fenced(current), false, 'released')
  })

  it('keeps the changes of a holder out that came too late', async () => {
    const slow = await acquired('slow', 10)
    await bench.clock.advance(10)
    const quick = await acquired('quick')
    const write = (lease: Lease, value: string) =>
      bench.store.commit([
        { type: 'fence', lease },
        { type: 'set', key: bench.key('state'), value },
      ])
    assert((await write(quick, 'quick')).ok)
    assert.deepEqual(await write(slow, 'slow'), { ok: false, failed: 0 })
    assert.equal((await bench.store.get(bench.key('state')))?.value, 'quick')
  })

  it('is given to one of many who ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, holder) => acquire(String(holder))))
    assert.equal(answers.filter((lease) => lease !== undefined).length, 1)
  })

  it('outgrows its tokens even when it was long forgotten', async () => {
    const old = await acquired('a', 10)
    // Something that expires makes the store sweep, and the lease's row may go with it.
    await done(bench.store, {
      type: 'set',
      key: bench.key('short'),
      value: 1,
      expiresAt: bench.clock.now() + 10,
    })
    await bench.clock.advance(3_600_000)
    const young = await acquired('b')
    assert(young.token > old.token)
    assert.equal(await fenced(old), false)
  })

  it('refuses a span that is none', async () => {
    await assert.rejects(acquire('a', -1), StoreArgumentError)
    await assert.rejects(acquire('a', Number.NaN), StoreArgumentError)
  })
}
