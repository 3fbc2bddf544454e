import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crc32c, crc64nvme, type RunningChecksum } from './checksums.ts'

const hexOf = (checksum: RunningChecksum, ...pieces: string[]) => {
  for (const piece of pieces) checksum.update(new TextEncoder().encode(piece))
  return Buffer.from(checksum.digest()).toString('hex')
}

// The check values of the catalogue of parametrised CRC algorithms: the checksum of "123456789".
describe('checksums', () => {
  it('computes CRC-32C', () => {
    assert.equal(hexOf(crc32c(), '123456789'), 'e3069283')
    assert.equal(hexOf(crc32c()), '00000000')
  })

  it('computes CRC-64/NVME', () => {
    assert.equal(hexOf(crc64nvme(), '123456789'), 'ae8b14860a799888')
  })

  it('does not care how the bytes are cut', () => {
    assert.equal(hexOf(crc32c(), '1234', '', '56789'), 'e3069283')
    assert.equal(hexOf(crc64nvme(), '1', '23456789'), 'ae8b14860a799888')
  })
})
