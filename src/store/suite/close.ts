import assert from 'node:assert/strict'
import { it } from 'node:test'
import { silentLogger } from '../../base/logger.ts'
import { OperationalError } from '../../base/operational-error.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { Bench } from './bench.ts'

export function closeTests(bench: Bench): void {
  const open = () => bench.open({ clock: new VirtualClock(), logger: silentLogger })

  it('finishes what was begun', async () => {
    const store = await open()
    const commits = Array.from({ length: 50 }, (_, part) =>
      store.commit([{ type: 'set', key: [part], value: part }]),
    )
    const reads = Array.from({ length: 20 }, (_, part) => store.get([part]))
    const blob = store.putBlob(new Uint8Array(400_000))
    await store.close()
    for (const result of await Promise.all(commits)) assert(result.ok)
    await Promise.all(reads)
    assert.equal((await blob).bytes, 400_000)
  })

  it('refuses calls afterwards, and closing again is nothing', async () => {
    const store = await open()
    await Promise.all([store.close(), store.close()])
    await store.close()
    await assert.rejects(store.get(['x']), OperationalError)
    await assert.rejects(store.list({ prefix: [] }), OperationalError)
    await assert.rejects(store.commit([]), OperationalError)
    await assert.rejects(store.receive(['x'], { max: 1, leaseMs: 1 }), OperationalError)
    await assert.rejects(store.acquireLease(['x'], 'a', 1), OperationalError)
    await assert.rejects(store.putBlob(new Uint8Array(1)), OperationalError)
    await assert.rejects(store.getBlob('x'), OperationalError)
    assert.throws(() => store.subscribe({ type: 'record', prefix: [] }, () => {}), OperationalError)
  })

  it('refuses calls from the moment that closing began', async () => {
    const store = await open()
    const closing = store.close()
    await assert.rejects(store.get(['x']), OperationalError)
    await closing
  })

  it('leaves no timer behind', async () => {
    const clock = new VirtualClock()
    const store = await bench.open({ clock, logger: silentLogger })
    await store.commit([{ type: 'set', key: ['x'], value: 1, expiresAt: clock.now() + 10 }])
    await store.putBlob(new Uint8Array(5))
    await store.close()
    assert.equal(clock.nextTimerAt, undefined)
  })
}
