import assert from 'node:assert/strict'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { until } from '../../../test/support/until.ts'
import { silentLogger } from '../../base/logger.ts'
import { OperationalError } from '../../base/operational-error.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { blobBlockBytes } from '../blob-blocks.ts'
import { blobGraceMs, sweepIntervalMs } from '../limits.ts'
import { done, eventually, gather } from '../suite/bench.ts'
import type { Change, Store } from '../types.ts'
import { checkpointBytes, showsLog } from './database.ts'
import { openSqliteStore } from './index.ts'

describe('the directory of a SQLite store', () => {
  let directory: string
  let clock: VirtualClock
  const stores: Store[] = []
  const openStore = async (bytesMax?: number) => {
    const store = await openSqliteStore(
      { directory, ...(bytesMax === undefined ? {} : { bytesMax }) },
      { clock, logger: silentLogger },
    )
    stores.push(store)
    return store
  }
  const refuses = (message: RegExp, retryable: boolean) =>
    assert.rejects(openStore(), (error) => {
      assert(error instanceof OperationalError)
      assert.match(error.message, message)
      assert.equal(error.retryable, retryable)
      return true
    })
  const database = () => join(directory, 'lambent.db')
  const files = async () => (await readdir(join(directory, 'blobs'))).length

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lambent-store-'))
    clock = new VirtualClock()
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    await rm(directory, { recursive: true })
  })

  it('holds all four shapes of state after the store was closed and opened again', async () => {
    const first = await openStore()
    const large = new Uint8Array(blobBlockBytes * 2).fill(9)
    const [small, big] = [await first.putBlob(Uint8Array.of(1, 2)), await first.putBlob(large)]
    const { version } = await done(
      first,
      { type: 'set', key: ['r'], value: { kept: true } },
      { type: 'append', log: ['l'], values: ['a', 'b'] },
      { type: 'enqueue', queue: ['q'], value: 'm', group: 'g' },
      { type: 'hold', blob: small.hash, holder: ['h'] },
      { type: 'hold', blob: big.hash, holder: ['h'] },
    )
    const [message] = await first.receive(['q'], { max: 1, leaseMs: 1000 })
    assert(message !== undefined)
    await first.close()

    const second = await openStore()
    assert.deepEqual(await second.get(['r']), { key: ['r'], value: { kept: true }, version })
    assert.deepEqual(await second.logBounds(['l']), { first: 1, next: 3 })
    assert((await gather(await second.getBlob(big.hash))).equals(large))
    assert.equal((await gather(await second.getBlob(small.hash))).length, 2)
    const later = await done(
      second,
      { type: 'acknowledge', receipt: message.receipt },
      { type: 'enqueue', queue: ['q'], value: 'n' },
    )
    assert(later.version > version && (later.enqueued[0] ?? 0) > message.id)
  })

  it('ends the leases of the process that had it before, and no receipt or token of that one holds any more', async () => {
    const first = await openStore()
    const minute = 60_000
    await done(
      first,
      ...['a1', 'a2', 'b1'].map((value): Change => {
        return { type: 'enqueue', queue: ['grouped'], value, group: value.slice(0, 1) }
      }),
      { type: 'enqueue', queue: ['single'], value: 'own' },
      { type: 'enqueue', queue: ['single'], value: 'extended' },
      { type: 'enqueue', queue: ['lasting'], value: 'handed out' },
      { type: 'enqueue', queue: ['lasting'], value: 'later', deliverAt: clock.now() + minute },
    )
    const own = { max: 3, leaseMs: minute, ofThisProcess: true }
    const grouped = await first.receive(['grouped'], { ...own, max: 2 })
    const single = await first.receive(['single'], { ...own, durable: false })
    const [lasting] = await first.receive(['lasting'], { max: 3, leaseMs: minute })
    const lease = await first.acquireLease(['x'], 'me', minute)
    const [kept, extended] = single
    assert(kept !== undefined && extended !== undefined && lasting !== undefined && lease !== undefined)
    await done(first, { type: 'extend', receipt: extended.receipt, until: clock.now() + 2 * minute })
    await first.close()

    const second = await openStore()
    for (const { receipt } of [...grouped, ...single])
      assert.deepEqual(await second.commit([{ type: 'acknowledge', receipt }]), { ok: false, failed: 0 })
    assert.deepEqual(await second.commit([{ type: 'fence', lease }]), { ok: false, failed: 0 })
    const other = await second.acquireLease(['x'], 'another', minute)
    assert(other !== undefined && other.token > lease.token)

    // A lease that was not on the disk has never been.
    const again = await second.receive(['single'], own)
    assert.deepEqual(
      again.map(({ value, deliveryCount }) => [value, deliveryCount]),
      [
        ['own', 1],
        ['extended', 1],
      ],
    )
    assert.deepEqual(
      (await second.receive(['grouped'], own)).map(({ value, deliveryCount }) => [value, deliveryCount]),
      [
        ['a1', 2],
        ['a2', 2],
        ['b1', 1],
      ],
    )
    assert.deepEqual(await second.queueCounts(['lasting']), { ready: 0, leased: 1, delayed: 1 })
    await done(second, { type: 'acknowledge', receipt: lasting.receipt })
  })

  it('has leases that were not waited for on the disk a while later, at once when they are extended, and when it was closed', async () => {
    const first = await openStore()
    await done(
      first,
      ...['waiting', 'extended', 'closed'].map((name): Change => {
        return { type: 'enqueue', queue: [name], value: name }
      }),
    )
    const lease = async (name: string) => {
      const [message] = await first.receive([name], { max: 1, leaseMs: 60_000, durable: false })
      assert(message !== undefined)
      return message.receipt
    }
    const reader = new DatabaseSync(database(), { readOnly: true })
    const leased = () =>
      reader
        .prepare('SELECT value FROM message WHERE lease > 0 AND count = 1 ORDER BY id')
        .all()
        .map(({ value }) => JSON.parse(String(value)) as string)
    const waiting = await lease('waiting')
    await until(() => leased().length > 0)
    assert.deepEqual(leased(), ['waiting'])
    const extended = await lease('extended')
    await done(first, { type: 'extend', receipt: extended, until: clock.now() + 120_000 })
    assert.deepEqual(leased(), ['waiting', 'extended'])
    const closed = await lease('closed')
    await first.close()
    assert.deepEqual(leased(), ['waiting', 'extended', 'closed'])
    reader.close()

    const second = await openStore()
    for (const receipt of [waiting, extended, closed]) {
      assert.deepEqual(await second.receive(receipt.queue, { max: 1, leaseMs: 1 }), [])
      await done(second, { type: 'acknowledge', receipt })
    }
  })

  it('takes over the log of commits while it is open, and the log begins anew', {
    skip: !showsLog,
  }, async () => {
    const store = await openStore()
    const value = 'x'.repeat(1024 * 1024)
    for (let at = 0; at * value.length <= checkpointBytes; at++) {
      await done(store, { type: 'set', key: ['large', at], value })
    }
    await eventually(async () => (await stat(database())).size > checkpointBytes)
    const other = new DatabaseSync(database())
    try {
      await eventually(async () => {
        await done(store, { type: 'set', key: ['small'], value: '' })
        return Number(other.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.log) < 1000
      })
    } finally {
      other.close()
    }
  })

  it('is made when it is missing, with its parents, for its owner alone', async () => {
    directory = join(directory, 'a', 'b')
    const store = await openStore()
    await done(store, { type: 'set', key: ['x'], value: 1 })
    await store.close()
    directory = join(directory, '..', '..')
  })

  it('is refused while another store has it, and free when that is closed', async () => {
    const first = await openStore()
    await refuses(/in use by another Lambent/, true)
    await first.close()
    await openStore()
  })

  it('is refused when it cannot be made', async () => {
    await writeFile(join(directory, 'file'), '')
    const { directory: before } = { directory }
    directory = join(directory, 'file')
    await refuses(/cannot be made/, false)
    directory = before
  })

  it('is refused when the database is no database', async () => {
    await writeFile(database(), 'this is text, not a database '.repeat(400))
    await refuses(/not a database/, false)
    // The directory is free again: nothing of the failed attempt holds on to it.
    await rm(database())
    await openStore()
  })

  it('is refused when the database is damaged', async () => {
    const store = await openStore()
    for (let part = 0; part < 50; part++) {
      await done(store, { type: 'set', key: [part], value: 'x'.repeat(1000) })
    }
    await store.close()
    const handle = await open(database(), 'r+')
    await handle.write(new Uint8Array(4096 - 100).fill(0xee), 0, 4096 - 100, 100)
    await handle.close()
    await refuses(/damaged/, false)
  })

  it('is refused when the database is another program’s', async () => {
    const other = new DatabaseSync(database())
    other.exec('CREATE TABLE theirs (x)')
    other.close()
    await refuses(/another program/, false)
  })

  it('is refused when a newer version wrote it', async () => {
    const store = await openStore()
    await store.close()
    const raw = new DatabaseSync(database())
    raw.exec('PRAGMA user_version = 999')
    raw.close()
    await refuses(/written by a newer Lambent \(schema 999/, false)
  })

  it('notes which steps of its schema were taken', async () => {
    const store = await openStore()
    await store.close()
    const raw = new DatabaseSync(database(), { readOnly: true })
    const rows = raw.prepare('SELECT step, applied_at FROM migration').all()
    raw.close()
    assert.deepEqual({ ...rows[0] }, { step: 1, applied_at: clock.now() })
  })

  it('rejects commits when no space is left, keeps what it has, and takes commits again later', async () => {
    const store = await openStore(600 * 1024)
    await done(store, { type: 'set', key: ['early'], value: 1 })
    const fill = async (part: number) =>
      store.commit([{ type: 'set', key: ['fill', part], value: 'x'.repeat(20_000) }])
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, part) => fill(part)))
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    assert(failures.length > 20 && failures.length < 60)
    for (const failure of failures) {
      assert(failure instanceof OperationalError)
      assert.match(failure.message, /No space is left/)
      assert(failure.retryable)
    }
    const kept = await store.list({ prefix: ['fill'] })
    assert.equal(kept.length, 60 - failures.length, 'what was answered is there, and nothing else')
    assert.equal((await store.get(['early']))?.value, 1)
    await done(store, { type: 'deleteRange', prefix: ['fill'] })
    assert((await fill(99)).ok)
  })

  it('lets a commit through that fits, though it arrived together with one that does not', async () => {
    const store = await openStore(600 * 1024)
    const [large, small] = await Promise.allSettled([
      store.commit([{ type: 'set', key: ['large'], value: 'x'.repeat(2_000_000) }]),
      store.commit([{ type: 'set', key: ['small'], value: 1 }]),
    ])
    assert.equal(large.status, 'rejected')
    assert.equal(small.status, 'fulfilled')
    assert.equal((await store.get(['small']))?.value, 1)
    assert.equal(await store.get(['large']), null)
  })

  it('keeps larger blobs in files of their own, and takes these away with them', async () => {
    const store = await openStore()
    await store.putBlob(new Uint8Array(blobBlockBytes))
    const { hash } = await store.putBlob(new Uint8Array(blobBlockBytes + 1))
    await store.putBlob(new Uint8Array(blobBlockBytes + 1))
    assert.equal(await files(), 1)
    await clock.advance(blobGraceMs)
    await eventually(async () => {
      await clock.advance(sweepIntervalMs)
      return (await store.statBlob(hash)) === undefined && (await files()) === 0
    })
  })

  it('removes files that no blob names when it is opened', async () => {
    const first = await openStore()
    const { hash } = await first.putBlob(new Uint8Array(blobBlockBytes + 1))
    await first.close()
    await mkdir(join(directory, 'blobs'), { recursive: true })
    for (let index = 0; index < 5; index++) await writeFile(join(directory, 'blobs', `stray-${index}`), 'x')
    await clock.advance(1)
    const second = await openStore()
    await eventually(async () => (await files()) === 1)
    assert.equal((await gather(await second.getBlob(hash))).length, blobBlockBytes + 1)
  })

  it('finds damage in a blob, in the block that has it and no other', async () => {
    const store = await openStore()
    const bytes = new Uint8Array(3 * blobBlockBytes).fill(5)
    const { hash } = await store.putBlob(bytes)
    const [name = ''] = await readdir(join(directory, 'blobs'))
    const path = join(directory, 'blobs', name)
    const content = await readFile(path)
    content[blobBlockBytes + 17] = 6
    await writeFile(path, content)
    assert.equal((await gather(await store.getBlob(hash, { end: blobBlockBytes }))).length, blobBlockBytes)
    await assert.rejects(store.getBlob(hash).then(gather), /is damaged \(block 1\)/)
    await truncate(path, blobBlockBytes / 2)
    await assert.rejects(store.getBlob(hash, { end: 10 }).then(gather), /is damaged \(block 0\)/)
    await rm(path)
    await assert.rejects(store.getBlob(hash).then(gather), OperationalError)
  })
})
