import assert from 'node:assert/strict'
import { it } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { Crc32Sequence } from './crc32-sequence.ts'

it('is the CRC of all pieces, one after the other', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
      const sequence = new Crc32Sequence()
      for (const piece of pieces) sequence.add(crc32(piece), piece.length)
      assert.equal(sequence.value, crc32(Buffer.concat(pieces)))
    }),
  )
})
