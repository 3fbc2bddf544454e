import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { it } from 'node:test'
import { crc32 } from 'node:zlib'
import { blobBlockBytes } from '../blob-blocks.ts'
import { blobGraceMs, sweepIntervalMs } from '../limits.ts'
import { StoreArgumentError } from '../store-argument-error.ts'
import { type Bench, done, eventually, freshKeys, gather } from './bench.ts'

/** Bytes in which every block differs, made from a seed so that tests do not share blobs. */
function pattern(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) bytes[index] = (index * 31 + (index >> 12) + seed * 7) & 0xff
  new DataView(bytes.buffer).setUint32(0, seed)
  return bytes
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** When even a sweep that just missed its turn has come round again. */
const graceAndSweepMs = blobGraceMs + sweepIntervalMs

export function blobTests(bench: Bench): void {
  freshKeys(bench)
  let seed = 0
  const some = (length = 1000) => pattern(length, ++seed)
  // A sweep runs beside the clock: one that began before time moved on has to come round once more.
  const gone = (hash: string) =>
    eventually(async () => {
      await bench.clock.advance(sweepIntervalMs)
      return (await bench.store.statBlob(hash)) === undefined
    })

  it('answers nothing for a blob that is not there', async () => {
    assert.equal(await bench.store.getBlob('0'.repeat(64)), undefined)
    assert.equal(await bench.store.statBlob('0'.repeat(64)), undefined)
    assert.equal(await bench.store.statBlob('nonsense\0'), undefined)
  })

  const lengths = [4, 1000, blobBlockBytes - 1, blobBlockBytes, blobBlockBytes + 1, 3 * blobBlockBytes + 7]
  for (const length of lengths) {
    it(`keeps ${length} bytes under their SHA-256`, async () => {
      const bytes = some(length)
      const blob = { hash: sha256(bytes), bytes: length }
      assert.deepEqual(await bench.store.putBlob(bytes), { ...blob, crc32: crc32(bytes) })
      assert.deepEqual(await bench.store.statBlob(blob.hash), blob)
      const read = await gather(await bench.store.getBlob(blob.hash))
      assert(read.equals(bytes))
    })
  }

  it('keeps no bytes at all', async () => {
    const blob = await bench.store.putBlob(new Uint8Array())
    assert.equal(blob.bytes, 0)
    assert.equal((await gather(await bench.store.getBlob(blob.hash))).length, 0)
  })

  it('is done with a piece when it asks for the next', async () => {
    const bytes = some(2 * blobBlockBytes + 100)
    const buffer = new Uint8Array(50_000)
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += buffer.length) {
        const part = bytes.subarray(at, at + buffer.length)
        buffer.set(part)
        yield buffer.subarray(0, part.length)
        buffer.fill(0)
      }
    }
    const blob = await bench.store.putBlob(pieces())
    assert.equal(blob.hash, sha256(bytes))
    assert((await gather(await bench.store.getBlob(blob.hash))).equals(bytes))
  })

  it('takes a stream in pieces of any size', async () => {
    const bytes = some(2 * blobBlockBytes + 100)
    async function* pieces() {
      for (let at = 0, size = 1; at < bytes.length; at += size, size = size * 3 + 1) {
        yield bytes.subarray(at, at + size)
        if (size % 2 === 0) yield new Uint8Array()
      }
    }
    const blob = await bench.store.putBlob(pieces())
    assert.equal(blob.hash, sha256(bytes))
    assert((await gather(await bench.store.getBlob(blob.hash))).equals(bytes))
  })

  it('keeps nothing of a stream that fails, and hands its error on', async () => {
    const bytes = some(2 * blobBlockBytes)
    async function* broken() {
      yield bytes
      throw new Error('the sender went away')
    }
    await assert.rejects(bench.store.putBlob(broken()), /the sender went away/)
    assert.equal(await bench.store.statBlob(sha256(bytes)), undefined)
  })

  it('reads a part', async () => {
    const bytes = some(2 * blobBlockBytes + 50)
    const { hash } = await bench.store.putBlob(bytes)
    const ranges: Array<[start: number | undefined, end: number | undefined]> = [
      [0, 1],
      [10, 20],
      [blobBlockBytes - 1, blobBlockBytes + 1],
      [blobBlockBytes, undefined],
      [undefined, 5],
      [5, 5],
      [20, 10],
      [bytes.length - 1, bytes.length + 100],
      [bytes.length, undefined],
      [bytes.length + 10, bytes.length + 20],
    ]
    for (const [start, end] of ranges) {
      const range = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
      const read = await gather(await bench.store.getBlob(hash, range))
      const from = start ?? 0
      assert(read.equals(bytes.subarray(from, Math.max(from, end ?? bytes.length))), JSON.stringify(range))
    }
    await assert.rejects(bench.store.getBlob(hash, { start: -1 }), StoreArgumentError)
    await assert.rejects(bench.store.getBlob(hash, { end: 1.5 }), StoreArgumentError)
  })

  it('lets a reader stop early', async () => {
    const { hash } = await bench.store.putBlob(some(3 * blobBlockBytes))
    const stream = await bench.store.getBlob(hash)
    assert(stream !== undefined)
    for await (const _ of stream) break
  })

  it('keeps the same bytes once, however often and at once they come', async () => {
    const bytes = some(blobBlockBytes * 2)
    const blobs = await Promise.all(Array.from({ length: 5 }, () => bench.store.putBlob(bytes)))
    assert.equal(new Set(blobs.map(({ hash }) => hash)).size, 1)
    assert((await gather(await bench.store.getBlob(sha256(bytes)))).equals(bytes))
  })

  it('removes a blob that nobody ever held, after the time of grace', async () => {
    for (const length of [100, 2 * blobBlockBytes]) {
      const { hash } = await bench.store.putBlob(some(length))
      await bench.clock.advance(blobGraceMs - 1)
      assert(await bench.store.statBlob(hash))
      await bench.clock.advance(graceAndSweepMs)
      await gone(hash)
    }
  })

  it('keeps a blob while somebody holds it, and for the time of grace after', async () => {
    const bytes = some()
    const { hash } = await bench.store.putBlob(bytes)
    const hold = (name: string) => ({ type: 'hold' as const, blob: hash, holder: bench.key(name) })
    const drop = (name: string) => ({ type: 'drop' as const, blob: hash, holder: bench.key(name) })
    await done(bench.store, hold('a'), hold('b'), hold('b'))
    await bench.clock.advance(2 * graceAndSweepMs)
    await done(bench.store, drop('a'), drop('a'), drop('nobody'))
    await bench.clock.advance(2 * graceAndSweepMs)
    assert((await gather(await bench.store.getBlob(hash))).equals(bytes))
    await done(bench.store, drop('b'))
    await bench.clock.advance(blobGraceMs - 1)
    assert(await bench.store.statBlob(hash))
    await done(bench.store, hold('c'))
    await bench.clock.advance(2 * graceAndSweepMs)
    assert(await bench.store.statBlob(hash))
    await done(bench.store, drop('c'))
    await bench.clock.advance(graceAndSweepMs)
    await gone(hash)
    assert.deepEqual(await bench.store.commit([hold('late')]), { ok: false, failed: 0 })
  })

  it('begins the time of grace anew when the bytes come again', async () => {
    const bytes = some()
    const { hash } = await bench.store.putBlob(bytes)
    await bench.clock.advance(blobGraceMs - 10)
    await bench.store.putBlob(bytes)
    await bench.clock.advance(blobGraceMs - 10)
    assert(await bench.store.statBlob(hash))
    await bench.clock.advance(graceAndSweepMs)
    await gone(hash)
  })

  it('hands a hold over in one commit', async () => {
    const { hash } = await bench.store.putBlob(some())
    await done(bench.store, { type: 'hold', blob: hash, holder: bench.key('old') })
    await done(
      bench.store,
      { type: 'drop', blob: hash, holder: bench.key('old') },
      { type: 'hold', blob: hash, holder: bench.key('new') },
    )
    await bench.clock.advance(2 * graceAndSweepMs)
    assert(await bench.store.statBlob(hash))
  })

  it('has a blob back that was removed and came again', async () => {
    const bytes = some(2 * blobBlockBytes)
    const { hash } = await bench.store.putBlob(bytes)
    await bench.clock.advance(2 * graceAndSweepMs)
    await gone(hash)
    await bench.store.putBlob(bytes)
    assert((await gather(await bench.store.getBlob(hash))).equals(bytes))
  })

  it('drops a hold on a blob that never was', async () => {
    await done(bench.store, { type: 'drop', blob: 'nonsense', holder: bench.key() })
  })
}
