import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromBase64, toBase64 } from './base64.ts'

test('bytes come back from base64 as they were, of any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000, size: 'max' }), (bytes) => {
      const text = toBase64(bytes)
      assert.equal(text, Buffer.from(bytes).toString('base64'))
      assert.deepEqual(fromBase64(text), new Uint8Array(bytes))
    }),
    { numRuns: 30 },
  )
})

test('padding may be left out, foreign characters may not stand in it', () => {
  assert.deepEqual(fromBase64('YQ'), new Uint8Array([97]))
  assert.throws(() => fromBase64('Y-Q'))
})
