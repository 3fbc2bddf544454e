/** Checksums of bodies, as requests name them. Source: Amazon S3 User Guide, "Checking object integrity in Amazon S3". */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32c, crc64nvme, type RunningChecksum } from '../../base/checksums.ts'
import {
  type CrcFamily,
  CrcSequence,
  crc32cFamily,
  crc32Family,
  crc64nvmeFamily,
} from '../../base/crc-sequence.ts'
import { badDigest, invalidDigest, invalidRequest, notImplemented } from './errors.ts'
import type { ChecksumAlgorithm, StoredChecksum } from './records.ts'

/** Members of inputs and outputs that hold a checksum. */
export interface ChecksumMembers {
  readonly ChecksumCRC32?: string | undefined
  readonly ChecksumCRC32C?: string | undefined
  readonly ChecksumCRC64NVME?: string | undefined
  readonly ChecksumSHA1?: string | undefined
  readonly ChecksumSHA256?: string | undefined
}

const algorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']
const digestBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
}

/** A checksum over bytes that come piece by piece. */
export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
      return runningCrc32()
    case 'CRC32C':
      return crc32c()
    case 'CRC64NVME':
      return crc64nvme()
    case 'SHA1':
      return runningDigest('sha1')
    case 'SHA256':
      return runningDigest('sha256')
  }
}

/** CRC-32. `before`: that of bytes that have been gone through already. */
export function runningCrc32(before = 0): RunningChecksum {
  let value = before
  return {
    update(bytes) {
      value = crc32(bytes, value)
    },
    digest() {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes
    },
  }
}

function runningDigest(name: 'sha1' | 'sha256'): RunningChecksum {
  const hash = createHash(name)
  return {
    update(bytes) {
      hash.update(bytes)
    },
    digest: () => hash.digest(),
  }
}

/** The algorithm of a name; undefined for none. Fails with NotImplemented for those that nothing here computes (XXHash). */
export function readAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined || name === '') return undefined
  const found = algorithms.find((algorithm) => algorithm === name.toUpperCase())
  if (found === undefined) throw notImplemented(`Lambent does not compute ${name} checksums yet.`)
  return found
}

/** The one checksum that an input brings. Fails with InvalidRequest for several, or for one that is none. */
export function givenChecksum(
  input: ChecksumMembers,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined {
  const given = algorithms.flatMap((algorithm) => {
    const value = input[`Checksum${algorithm}`]
    return value === undefined ? [] : [{ algorithm, value }]
  })
  if (given.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  const [only] = given
  if (only !== undefined && !isDigest(only.value, digestBytes[only.algorithm])) {
    throw invalidRequest(`Value for x-amz-checksum-${only.algorithm.toLowerCase()} header is invalid.`)
  }
  return only
}

function isDigest(value: string, bytes: number): boolean {
  const decoded = Buffer.from(value, 'base64')
  return decoded.length === bytes && decoded.toString('base64') === value
}

/** Fails with BadDigest when a checksum is not the one that was given. */
export function holdChecksum(algorithm: ChecksumAlgorithm, given: string, computed: string): void {
  if (given !== computed) throw badDigest(algorithm)
}

/** Content-MD5 as bytes in hexadecimal. Fails with InvalidDigest. */
export function readContentMd5(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  if (!isDigest(header, 16)) throw invalidDigest()
  return Buffer.from(header, 'base64').toString('hex')
}

/** A checksum as outputs have it. */
export function checksumMembers(checksum: StoredChecksum | undefined): ChecksumMembers & {
  readonly ChecksumType?: StoredChecksum['type']
} {
  if (checksum === undefined) return {}
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }
}

/** The checksum of a multipart object from those of its parts, in base64. Source: the page above, "Using part-level checksums". */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const running = runningChecksum(algorithm)
  for (const part of parts) running.update(Buffer.from(part, 'base64'))
  return `${Buffer.from(running.digest()).toString('base64')}-${parts.length}`
}

const families: Partial<Record<ChecksumAlgorithm, CrcFamily>> = {
  CRC32: crc32Family,
  CRC32C: crc32cFamily,
  CRC64NVME: crc64nvmeFamily,
}

/** The checksum of the whole from those of its parts; of CRCs alone. */
export function combinedChecksum(
  algorithm: ChecksumAlgorithm,
  parts: ReadonlyArray<{ readonly checksum: string; readonly bytes: number }>,
): string | undefined {
  const family = families[algorithm]
  if (family === undefined) return undefined
  const whole = new CrcSequence(family)
  for (const { checksum, bytes } of parts)
    whole.add(BigInt(`0x${Buffer.from(checksum, 'base64').toString('hex')}`), bytes)
  return Buffer.from(whole.value.toString(16).padStart(family.width / 4, '0'), 'hex').toString('base64')
}
