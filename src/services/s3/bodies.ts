/**
 * Bodies on their way in and out. What comes is hashed while it goes by: a small body is kept in memory until its object is
 * committed, a larger one streams into a blob. Nothing is visible before the commit, so that a body that ends early, or is
 * not what its checksums say, leaves nothing.
 */
import { createHash, hash } from 'node:crypto'
import type { Span } from '../../base/byte-ranges.ts'
import type { RunningChecksum } from '../../base/checksums.ts'
import { giveBack } from '../../base/give-back.ts'
import { bodyFacts, type OperationContext } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'
import { holdChecksum, readAlgorithm, runningChecksum, runningCrc32 } from './checksums.ts'
import { cipherFrom } from './encryption.ts'
import { badDigest, entityTooLarge } from './errors.ts'
import { inlineBytesMax } from './limits.ts'
import type { Body, ChecksumAlgorithm, Segments } from './records.ts'
import { partBodyKey } from './records.ts'

/** What a body is held against. */
export interface BodyDemands {
  readonly bytesMax: number
  /** In hexadecimal. */
  readonly md5?: string | undefined
  /** What was announced for it. */
  readonly given?: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined
  /** Computed whatever is announced. */
  readonly algorithm?: ChecksumAlgorithm | undefined
  /** Encrypts it. */
  readonly seal?: { readonly key: Uint8Array; readonly iv: string } | undefined
}

/** A body that has come. Where it is a blob, nobody holds it yet. */
export interface ReceivedBody {
  readonly bytes: number
  /** In hexadecimal. */
  readonly md5: string
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string }
  readonly kept: { readonly inline: Uint8Array } | { readonly blob: string }
}

/** Takes a body in. Fails with EntityTooLarge, BadDigest and XAmzContentSHA256Mismatch. */
export async function receiveBody(
  { store }: Pick<OperationContext, 'store'>,
  source: unknown,
  demands: BodyDemands,
): Promise<ReceivedBody> {
  const { bytes: announcedBytes, trailer, ownPieces = false, holdSha256 } = bodyFacts(source)
  if (announcedBytes !== undefined && announcedBytes > demands.bytesMax)
    throw entityTooLarge(demands.bytesMax)
  const trailing = readAlgorithm(trailer?.algorithm)
  const algorithm = demands.algorithm ?? demands.given?.algorithm ?? trailing ?? 'CRC64NVME'
  const intake = new Intake(demands, algorithm, trailing === algorithm ? trailer?.value : undefined)
  const iterator = chunksOf(source)
  try {
    const first = await intake.gather(iterator)
    const seal = demands.seal === undefined ? undefined : cipherFrom(demands.seal.key, demands.seal.iv, 0)
    let kept: ReceivedBody['kept']
    if (first.ended) {
      holdSha256?.(hash('sha256', first.bytes, 'hex'))
      kept = { inline: seal === undefined ? first.bytes : seal(first.bytes) }
    } else {
      const rest = intake.rest(first.bytes, iterator, ownPieces)
      kept = { blob: await (seal === undefined ? keep(rest) : keepSealed(rest, seal)) }
    }
    return { ...intake.finish(), kept }
  } catch (error) {
    await iterator.return?.()
    throw error
  }

  /** As it came: the store computes its hashes of the same bytes. */
  async function keep(rest: AsyncIterable<Uint8Array>): Promise<string> {
    intake.leaveCrc32ToStore()
    const blob = await store.putBlob(rest)
    intake.learnCrc32(blob.crc32)
    holdSha256?.(blob.hash)
    return blob.hash
  }

  async function keepSealed(
    rest: AsyncIterable<Uint8Array>,
    seal: (bytes: Uint8Array) => Uint8Array,
  ): Promise<string> {
    const plain = holdSha256 && createHash('sha256')
    const blob = await store.putBlob(
      sealed(rest, (bytes) => {
        plain?.update(bytes)
        return seal(bytes)
      }),
    )
    if (plain) holdSha256?.(plain.digest('hex'))
    return blob.hash
  }
}

class Intake {
  readonly #demands: BodyDemands
  readonly #algorithm: ChecksumAlgorithm
  /** Here, not on a thread of its own: that cost more than it won, on two processors as on one. */
  readonly #md5 = createHash('md5')
  /** What is computed: not what has been held against the bytes already. */
  readonly #running = new Map<ChecksumAlgorithm, RunningChecksum>()
  readonly #trailed: (() => string | undefined) | undefined
  #bytes = 0
  #isCrc32Left = false

  constructor(
    demands: BodyDemands,
    algorithm: ChecksumAlgorithm,
    trailed: (() => string | undefined) | undefined,
  ) {
    this.#demands = demands
    this.#algorithm = algorithm
    this.#trailed = trailed
    const wanted = [...(trailed === undefined ? [algorithm] : []), demands.given?.algorithm]
    for (const one of wanted) if (one !== undefined) this.#running.set(one, runningChecksum(one))
  }

  #take(chunk: Uint8Array): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#demands.bytesMax) throw entityTooLarge(this.#demands.bytesMax)
    for (const running of this.#running.values()) running.update(chunk)
    this.#md5.update(chunk)
  }

  /** The store computes it of what it keeps, which are the same bytes where they are not encrypted: a twentieth of what a large body costs. */
  leaveCrc32ToStore(): void {
    this.#isCrc32Left = this.#running.delete('CRC32')
  }

  learnCrc32(value: number): void {
    if (this.#isCrc32Left) this.#running.set('CRC32', runningCrc32(value))
  }

  /** Up to what fits beside a record. */
  async gather(source: AsyncIterator<Uint8Array>): Promise<{ bytes: Uint8Array; ended: boolean }> {
    const chunks: Uint8Array[] = []
    while (this.#bytes <= inlineBytesMax) {
      const next = await source.next()
      if (next.done) return { bytes: joined(chunks), ended: true }
      this.#take(next.value)
      chunks.push(next.value)
    }
    return { bytes: joined(chunks), ended: false }
  }

  /** What follows. Who asks for the next piece is done with the one before, whose memory is given back if it is `ours`. */
  async *rest(
    first: Uint8Array,
    source: AsyncIterator<Uint8Array>,
    ours: boolean,
  ): AsyncGenerator<Uint8Array> {
    yield first
    for (let next = await source.next(); !next.done; next = await source.next()) {
      this.#take(next.value)
      yield next.value
      if (ours) giveBack(next.value)
    }
  }

  /** Holds what came against what was announced. */
  finish(): Omit<ReceivedBody, 'kept'> {
    const { md5: expected, given } = this.#demands
    const md5 = this.#md5.digest('hex')
    if (expected !== undefined && expected !== md5) {
      const text = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
      throw badDigest('Content-MD5', { ExpectedDigest: text(expected), CalculatedDigest: text(md5) })
    }
    const computed = new Map([...this.#running].map(([name, running]) => [name, base64(running.digest())]))
    if (given !== undefined) holdChecksum(given.algorithm, given.value, computed.get(given.algorithm) ?? '')
    const value = this.#trailed?.() ?? computed.get(this.#algorithm) ?? ''
    return { bytes: this.#bytes, md5, checksum: { algorithm: this.#algorithm, value } }
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 ? (chunks[0] ?? new Uint8Array(0)) : Buffer.concat(chunks)
}

async function* sealed(
  source: AsyncIterable<Uint8Array>,
  seal: (bytes: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) yield seal(chunk)
}

/** Each layer of generators costs as much as hashing the chunk: streams are read as they are. */
function chunksOf(source: unknown): AsyncIterator<Uint8Array> {
  const isStream = typeof source === 'object' && source !== null && Symbol.asyncIterator in source
  if (isStream) return (source as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  return wholeOf(source)
}

async function* wholeOf(source: unknown): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string') yield Buffer.from(source, 'utf8')
  else if (source instanceof Uint8Array) yield source
}

/** Where the bytes of an object are, with what opens them. */
export interface StoredBody {
  readonly body: Body
  readonly bytes: number
  /** Of a body beside its record: as it was read together with it. */
  readonly inline?: Uint8Array | undefined
  readonly segments?: Segments | undefined
  readonly key?: Uint8Array | undefined
  readonly iv?: string | undefined
}

/** A part of a body; undefined when it has gone since its record was read. */
export async function readBody(
  { store }: { readonly store: Store },
  stored: StoredBody,
  span: Span,
): Promise<Uint8Array | AsyncIterable<Uint8Array> | undefined> {
  const { body, inline, segments } = stored
  if (body.kind === 'none' || span.start >= span.end) return new Uint8Array(0)
  if (body.kind === 'inline') {
    if (inline === undefined) return undefined
    const bytes = inline.subarray(span.start, span.end)
    return stored.key === undefined || stored.iv === undefined
      ? bytes
      : cipherFrom(stored.key, stored.iv, span.start)(bytes)
  }
  if (body.kind === 'blob') {
    const bytes = await store.getBlob(body.hash, span)
    return bytes === undefined ? undefined : opened(bytes, stored.key, stored.iv, span.start)
  }
  return segments === undefined ? undefined : readSegments(store, segments, span, stored.key)
}

function opened(
  bytes: AsyncIterable<Uint8Array>,
  key: Uint8Array | undefined,
  iv: string | null | undefined,
  start: number,
): AsyncIterable<Uint8Array> {
  if (key === undefined || iv === undefined || iv === null) return bytes
  return sealed(bytes, cipherFrom(key, iv, start))
}

async function* readSegments(
  store: Store,
  { parts }: Segments,
  { start, end }: Span,
  key: Uint8Array | undefined,
): AsyncGenerator<Uint8Array> {
  let offset = 0
  for (const [bytes, bodyId, hash, , iv] of parts) {
    const from = Math.max(0, start - offset)
    const to = Math.min(bytes, end - offset)
    offset += bytes
    if (from >= to) continue
    if (hash === null) {
      const record = await store.get<Uint8Array>(partBodyKey(bodyId))
      if (record === null) throw new Error(`The part ${bodyId} of an object was removed while it was read`)
      const part = record.value.subarray(from, to)
      yield key === undefined || iv === null ? part : cipherFrom(key, iv, from)(part)
    } else {
      const blob = await store.getBlob(hash, { start: from, end: to })
      if (blob === undefined) throw new Error(`The part ${bodyId} of an object was removed while it was read`)
      yield* opened(blob, key, iv, from)
    }
  }
}
