import { createHash, createHmac, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { RunningHash, SigningHashes } from '../protocol/index.ts'

/** The hash functions of signatures, as Node.js has them. */
export const signingHashes: SigningHashes = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  newSha256: () => digestOf('sha256'),
  hmacSha256: (key, text) => createHmac('sha256', key).update(text, 'utf8').digest(),
}

/**
 * The checksums that may trail a body, by their name in `x-amz-checksum-<name>`. Source: Amazon S3 User Guide,
 * "Checking object integrity".
 */
export const checksums: Readonly<Record<string, () => RunningHash>> = {
  crc32: () => {
    let value = 0
    return {
      update: (bytes) => {
        value = crc32(bytes, value)
      },
      digest: () => bigEndian32(value),
    }
  },
  crc32c: () => {
    let value = 0xffffffff
    return {
      update: (bytes) => {
        const table = crc32cTable()
        for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0)
      },
      digest: () => bigEndian32(~value >>> 0),
    }
  },
  crc64nvme: () => {
    let value = 0xffffffffffffffffn
    return {
      update: (bytes) => {
        const table = crc64Table()
        for (const byte of bytes)
          value = (value >> 8n) ^ (table[Number((value ^ BigInt(byte)) & 0xffn)] ?? 0n)
      },
      digest: () => {
        const bytes = new Uint8Array(8)
        new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, ~value))
        return bytes
      },
    }
  },
  sha1: () => digestOf('sha1'),
  sha256: () => digestOf('sha256'),
}

function digestOf(algorithm: 'sha1' | 'sha256'): RunningHash {
  const running = createHash(algorithm)
  return {
    update: (bytes) => {
      running.update(bytes)
    },
    digest: () => running.digest(),
  }
}

function bigEndian32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value >>> 0)
  return bytes
}

let crc32cEntries: Uint32Array | undefined

/** Castagnoli's polynomial, reflected. Source: RFC 9260, appendix A. */
function crc32cTable(): Uint32Array {
  crc32cEntries ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
    return value >>> 0
  })
  return crc32cEntries
}

let crc64Entries: BigUint64Array | undefined

/** The polynomial of the NVM Express specification, reflected. Source: NVM Command Set Specification 1.0, section 5.2.1.3.4. */
function crc64Table(): BigUint64Array {
  crc64Entries ??= BigUint64Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte)
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n
    return value
  })
  return crc64Entries
}
