import assert from 'node:assert/strict'
import { it } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { CrcSequence, crc32Family } from './crc-sequence.ts'

it('is the CRC of all pieces, one after the other', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
      const sequence = new CrcSequence(crc32Family)
      for (const piece of pieces) sequence.add(BigInt(crc32(piece)), piece.length)
      assert.equal(Number(sequence.value), crc32(Buffer.concat(pieces)))
    }),
  )
})
