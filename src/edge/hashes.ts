import { createHash, createHmac, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32c, crc64nvme } from '../base/checksums.ts'
import type { RunningHash, SigningHashes } from '../protocol/index.ts'

/** The hash functions of signatures, as Node.js has them. */
export const signingHashes: SigningHashes = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  newSha256: () => digestOf('sha256'),
  hmacSha256: (key, text) => createHmac('sha256', key).update(text, 'utf8').digest(),
}

/** What Signature Version 2 is made of. */
export function hmacSha1(key: string, text: string): Uint8Array {
  return createHmac('sha1', key).update(text, 'utf8').digest()
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
  crc32c,
  crc64nvme,
  sha1: () => digestOf('sha1'),
  sha256: () => digestOf('sha256'),
  sha512: () => digestOf('sha512'),
  md5: () => digestOf('md5'),
}

function digestOf(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'): RunningHash {
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
