import { createHash, createHmac, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32c, crc64nvme } from '../base/checksums.ts'
import type { RunningHash, SigningHashes } from '../protocol/sigv4/index.ts'

/** The hash functions of Node.js, for signatures. */
export const nodeHashes: SigningHashes = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  newSha256: () => running('sha256'),
  hmacSha256: (key, text) => createHmac('sha256', key).update(text, 'utf8').digest(),
}

/** Checksums by their name in S3's `x-amz-checksum-<name>`. Source: Amazon S3 User Guide, "Checking object integrity". */
export const nodeChecksums: Readonly<Record<string, () => RunningHash>> = {
  crc32: runningCrc32,
  crc32c,
  crc64nvme,
  sha1: () => running('sha1'),
  sha256: () => running('sha256'),
}

function running(algorithm: string): RunningHash {
  const state = createHash(algorithm)
  return { update: (bytes) => void state.update(bytes), digest: () => state.digest() }
}

function runningCrc32(): RunningHash {
  let value = 0
  return {
    update(bytes) {
      value = crc32(bytes, value)
    },
    digest() {
      const bytes = new Uint8Array(4)
      new DataView(bytes.buffer).setUint32(0, value)
      return bytes
    },
  }
}
