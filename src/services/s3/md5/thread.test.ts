import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { ThreadedMd5 } from './thread.ts'

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')

test('bytes have the same digest however they come, and may be written over at once', async () => {
  const pieces = fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(255), async (lengths, seed) => {
      const hash = new ThreadedMd5()
      const all: Buffer[] = []
      const piece = Buffer.alloc(700_000)
      for (const [index, length] of lengths.entries()) {
        piece.fill(seed + index, 0, length)
        all.push(Buffer.from(piece.subarray(0, length)))
        await hash.update(piece.subarray(0, length))
      }
      assert.equal(await hash.digest(), md5(Buffer.concat(all)))
    }),
    { numRuns: 20 },
  )
})

test('bodies do not mix, and one that is dropped disturbs none', async () => {
  const [first, dropped, second] = [new ThreadedMd5(), new ThreadedMd5(), new ThreadedMd5()]
  const [a, b] = [Buffer.alloc(600_000, 'a'), Buffer.alloc(600_000, 'b')]
  await Promise.all([first.update(a), dropped.update(b), second.update(b)])
  dropped.drop()
  assert.deepEqual(await Promise.all([first.digest(), second.digest()]), [md5(a), md5(b)])
})

test('a reader that is faster than the thread waits for it', async () => {
  const hash = new ThreadedMd5()
  const waits = hash.update(Buffer.alloc(64 * 1024 * 1024))
  assert.ok(waits instanceof Promise)
  await waits
  hash.drop()
})
