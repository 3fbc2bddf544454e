/**
 * Unwraps aws-chunked bodies: takes the framing away, holds every chunk and the trailer against its signature, and the
 * whole against its announced length and its trailing checksum.
 *
 * Bytes are handed on before the signature of their chunk has been seen, since a chunk may be as large as the object.
 * Whoever reads must therefore keep nothing of a body whose end was an error.
 */
import { fromBase64, toBase64 } from '../bytes.ts'
import type { SignedHead } from './authorization.ts'
import {
  badDigest,
  chunkMismatch,
  incompleteBody,
  invalidChecksum,
  invalidChunkSize,
  malformedTrailer,
  missingDecodedLength,
  unknownChecksum,
  wrongDecodedLength,
} from './chunk-errors.ts'
import { type Frame, readFrames } from './chunk-frames.ts'
import { hex, type RunningHash, type SigningHashes, sameText } from './hashes.ts'
import type { ChunkSeed } from './verify.ts'

/** The smallest chunk but the last, where chunks are signed. Unit: bytes. Source: Amazon S3 API reference, InvalidChunkSizeError. */
const chunkBytesMin = 8192

/** What is needed to unwrap a body. */
export interface UnwrapOptions {
  /** Undefined: signatures are not looked at (local mode). */
  readonly seed: ChunkSeed | undefined
  readonly hashes: SigningHashes
  /** Checksums by their name in `x-amz-checksum-<name>`. */
  readonly checksums: Readonly<Record<string, () => RunningHash>>
  /** Is told of the trailing checksum, in base64, when it has been found right. */
  readonly onChecksum?: (value: string) => void
}

/** How a body is framed. */
export interface ChunkedFacts {
  readonly signed: boolean
  readonly trailer: boolean
  /** Of what is inside. Unit: bytes. */
  readonly decodedLength: number
}

const framings: ReadonlyMap<string, Pick<ChunkedFacts, 'signed' | 'trailer'>> = new Map([
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { signed: true, trailer: false }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { signed: true, trailer: true }],
  ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', { signed: true, trailer: false }],
  ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER', { signed: true, trailer: true }],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { signed: false, trailer: true }],
])

/** How the body of a request is framed; undefined when it is not. Throws MissingContentLength without the length of what is inside. */
export function chunkedFacts(headers: SignedHead['headers']): ChunkedFacts | undefined {
  const framing = framings.get(headers['x-amz-content-sha256'] ?? '')
  if (!framing) return undefined
  const length = headers['x-amz-decoded-content-length'] ?? ''
  if (!/^\d{1,15}$/.test(length)) throw missingDecodedLength()
  return { ...framing, decodedLength: Number(length) }
}

/** The bytes inside. The generator fails with S3's errors, at the latest before its end. */
export async function* unwrapChunked(
  source: AsyncIterable<Uint8Array>,
  headers: SignedHead['headers'],
  facts: ChunkedFacts,
  options: UnwrapOptions,
): AsyncGenerator<Uint8Array> {
  const announced = announcedTrailers(headers)
  const signatures =
    facts.signed && options.seed ? new ChunkSignatures(options.seed, options.hashes) : undefined
  const checksum = facts.trailer ? checksumOf(announced, options) : undefined
  const trailers: (Frame & { kind: 'trailer' })[] = []
  const sizes = new ChunkSizes(facts)
  for await (const frame of readFrames(source)) {
    switch (frame.kind) {
      case 'chunk':
        sizes.chunk(frame.size)
        signatures?.begin(frame.signature)
        break
      case 'data':
        signatures?.update(frame.bytes)
        checksum?.hash.update(frame.bytes)
        yield frame.bytes
        break
      case 'chunk end':
        signatures?.end()
        break
      case 'trailer':
        if (!facts.trailer) throw malformedTrailer()
        trailers.push(frame)
    }
  }
  sizes.end()
  if (!facts.trailer) return
  const value = checkTrailers(trailers, announced, signatures, checksum)
  if (value !== undefined) options.onChecksum?.(value)
}

/** The algorithm of the checksum that will trail a body, by its name in `x-amz-checksum-<name>`. */
export function trailingAlgorithm(headers: SignedHead['headers']): string | undefined {
  for (const header of announcedTrailers(headers)) {
    const algorithm = checksumHeader.exec(header)?.[1]
    if (algorithm !== undefined) return algorithm
  }
  return undefined
}

/** Counts what comes: never more than was announced, and no small chunks but the last. */
class ChunkSizes {
  readonly #facts: ChunkedFacts
  #total = 0
  #small = false

  constructor(facts: ChunkedFacts) {
    this.#facts = facts
  }

  chunk(size: number): void {
    if (size > 0 && this.#small) throw invalidChunkSize()
    this.#small = this.#facts.signed && size < chunkBytesMin
    this.#total += size
    if (this.#total > this.#facts.decodedLength) throw wrongDecodedLength()
  }

  end(): void {
    if (this.#total !== this.#facts.decodedLength) throw wrongDecodedLength()
  }
}

/** The chain of signatures: each chunk's is made of the one before. */
class ChunkSignatures {
  readonly #seed: ChunkSeed
  readonly #hashes: SigningHashes
  readonly #empty: string
  #previous: string
  #expected = ''
  #hash: RunningHash

  constructor(seed: ChunkSeed, hashes: SigningHashes) {
    this.#seed = seed
    this.#hashes = hashes
    this.#previous = seed.signature
    this.#hash = hashes.newSha256()
    this.#empty = hashes.sha256Hex('')
  }

  begin(signature: string | undefined): void {
    if (signature === undefined) throw chunkMismatch()
    this.#expected = signature
    this.#hash = this.#hashes.newSha256()
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  end(): void {
    this.#check('AWS4-HMAC-SHA256-PAYLOAD', `${this.#empty}\n${hex(this.#hash.digest())}`, this.#expected)
  }

  /** `text` is the trailers in their canonical form. */
  trailer(text: string, signature: string): void {
    this.#check('AWS4-HMAC-SHA256-TRAILER', this.#hashes.sha256Hex(text), signature)
  }

  #check(algorithm: string, hashed: string, signature: string): void {
    const { key, signedAt, scope } = this.#seed
    const toSign = `${algorithm}\n${signedAt}\n${scope}\n${this.#previous}\n${hashed}`
    this.#previous = hex(this.#hashes.hmacSha256(key, toSign))
    if (!sameText(this.#previous, signature)) throw chunkMismatch()
  }
}

/** Names in `x-amz-trailer`, in lower case. */
function announcedTrailers(headers: SignedHead['headers']): readonly string[] {
  return (headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
}

interface TrailingChecksum {
  readonly header: string
  readonly algorithm: string
  readonly hash: RunningHash
}

const checksumHeader = /^x-amz-checksum-([a-z0-9]{1,16})$/

function checksumOf(
  announced: readonly string[],
  { checksums }: UnwrapOptions,
): TrailingChecksum | undefined {
  for (const header of announced) {
    const algorithm = checksumHeader.exec(header)?.[1]
    if (algorithm === undefined) continue
    const create = Object.hasOwn(checksums, algorithm) ? checksums[algorithm] : undefined
    if (!create) throw unknownChecksum(algorithm)
    return { header, algorithm, hash: create() }
  }
  return undefined
}

const signatureTrailer = 'x-amz-trailer-signature'

function checkTrailers(
  trailers: readonly (Frame & { kind: 'trailer' })[],
  announced: readonly string[],
  signatures: ChunkSignatures | undefined,
  checksum: TrailingChecksum | undefined,
): string | undefined {
  const signature = trailers.find(({ name }) => name === signatureTrailer)?.value
  const others = trailers.filter(({ name }) => name !== signatureTrailer)
  if (others.some(({ name }) => !announced.includes(name))) throw malformedTrailer()
  if (announced.some((name) => !others.some((trailer) => trailer.name === name))) throw malformedTrailer()
  if (signatures) {
    if (signature === undefined) throw malformedTrailer()
    signatures.trailer(others.map(({ name, value }) => `${name}:${value}\n`).join(''), signature)
  }
  if (!checksum) return undefined
  const value = others.find(({ name }) => name === checksum.header)?.value
  if (value === undefined) throw incompleteBody()
  const computed = checksum.hash.digest()
  const claimed = fromBase64(value)
  if (!(claimed instanceof Uint8Array) || claimed.length !== computed.length)
    throw invalidChecksum(checksum.header)
  if (toBase64(computed) !== value) throw badDigest(checksum.algorithm)
  return value
}
