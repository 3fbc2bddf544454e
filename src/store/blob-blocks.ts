/**
 * Blobs are kept in blocks of one size with a checksum each, so that a range can be read and proved sound without
 * reading the rest. Both engines cut and check here; where the blocks lie is theirs to know.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { CrcSequence, crc32Family } from '../base/crc-sequence.ts'
import { OperationalError } from '../base/operational-error.ts'
import { StoreArgumentError } from './store-argument-error.ts'
import type { ByteRange, KeptBlob } from './types.ts'

/** Every block but the last has this size. Unit: bytes. Ours: a few disk pages, and small in memory beside a stream. */
export const blobBlockBytes = 128 * 1024

/** Cuts what arrives into blocks. Each block has a buffer of its own, until its taker hands it out again by `newBlock`. */
export async function* cutBlocks(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  newBlock: () => Uint8Array = freshBlock,
): AsyncGenerator<Uint8Array, void, void> {
  let block = newBlock()
  let filled = 0
  for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + blobBlockBytes - filled)
      block.set(part, filled)
      filled += part.length
      at += part.length
      if (filled === blobBlockBytes) {
        yield block
        block = newBlock()
        filled = 0
      }
    }
  }
  if (filled > 0) yield Uint8Array.prototype.slice.call(block, 0, filled)
}

/** A block to be filled. It is not cleared: it is filled, or cut, before anybody sees it. */
export function freshBlock(): Uint8Array {
  return Buffer.allocUnsafeSlow(blobBlockBytes)
}

/** Adds up what is known of a blob while its blocks go by. */
export class BlobDigest {
  readonly #hash = createHash('sha256')
  readonly #checks: number[] = []
  readonly #crc = new CrcSequence(crc32Family)
  bytes = 0

  add(block: Uint8Array): void {
    this.#hash.update(block)
    const check = crc32(block)
    this.#checks.push(check)
    this.#crc.add(BigInt(check), block.length)
    this.bytes += block.length
  }

  /** The hash, the CRC-32 of all, and the checksums, big-endian, four bytes per block. Once. */
  finish(): KeptBlob & { checks: Uint8Array } {
    const checks = new DataView(new ArrayBuffer(this.#checks.length * 4))
    for (const [index, check] of this.#checks.entries()) checks.setUint32(index * 4, check)
    return {
      hash: this.#hash.digest('hex'),
      bytes: this.bytes,
      crc32: Number(this.#crc.value),
      checks: new Uint8Array(checks.buffer),
    }
  }
}

/** What is needed to read a blob: its size, its checksums, and how to get one block (null: it is gone). */
export interface BlobSource {
  readonly hash: string
  readonly bytes: number
  readonly checks: Uint8Array
  readonly readBlock: (block: number) => Promise<Uint8Array | null>
}

/** Refuses a range that is none. An end behind the blob is its end. */
export function planByteRange(range: ByteRange, bytes: number): { start: number; end: number } {
  const { start = 0, end = bytes } = range
  if (!Number.isSafeInteger(start) || start < 0) throw new StoreArgumentError(`start must not be ${start}`)
  if (!Number.isSafeInteger(end) || end < 0) throw new StoreArgumentError(`end must not be ${end}`)
  return { start, end: Math.min(end, bytes) }
}

/**
 * The bytes of a blob from `start` up to `end`, every block proved before any of it is given. The next block is fetched while the
 * reader has the one before.
 */
export async function* readBlocks(
  source: BlobSource,
  { start, end }: { start: number; end: number },
): AsyncGenerator<Uint8Array, void, void> {
  const checks = new DataView(source.checks.buffer, source.checks.byteOffset, source.checks.byteLength)
  const fetch = (index: number) => {
    const fetching = source.readBlock(index)
    // Whoever stops in the middle leaves one behind that nobody awaits.
    fetching.catch(() => {})
    return fetching
  }
  let next = start < end ? fetch(Math.floor(start / blobBlockBytes)) : undefined
  for (let at = start; at < end; ) {
    const index = Math.floor(at / blobBlockBytes)
    const first = index * blobBlockBytes
    const block = (await next) ?? null
    next = first + blobBlockBytes < end ? fetch(index + 1) : undefined
    if (block === null) {
      throw new OperationalError(`Blob ${source.hash} was removed while it was read`, { retryable: false })
    }
    const whole = block.length === Math.min(blobBlockBytes, source.bytes - first)
    if (!whole || crc32(block) !== checks.getUint32(index * 4)) {
      throw new OperationalError(`Blob ${source.hash} is damaged (block ${index})`, { retryable: false })
    }
    yield block.subarray(at - first, end - first)
    at = first + blobBlockBytes
  }
}
