import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checksums } from './hashes.ts'

// The check values of "123456789": the catalogue of parametrised CRC algorithms (CRC-32/ISO-HDLC, CRC-32/ISCSI,
// CRC-64/NVME) and the SHA test vectors.
const expected: Readonly<Record<string, string>> = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
}

describe('checksums', () => {
  for (const [name, hex] of Object.entries(expected)) {
    it(`computes ${name}, however the bytes are cut`, () => {
      const running = checksums[name]?.()
      for (const piece of ['1', '', '234', '56789']) running?.update(Buffer.from(piece))
      assert.equal(Buffer.from(running?.digest() ?? []).toString('hex'), hex)
    })
  }
})
