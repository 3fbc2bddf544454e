/**
 * Takes the framing of aws-chunked bodies apart, as the bytes come:
 *
 *   <size in hex>[;chunk-signature=<hex>]\r\n <bytes> \r\n ... 0[;chunk-signature=<hex>]\r\n [<trailer>\r\n ...] \r\n
 *
 * Bytes are handed on at once and never gathered; only lines are, up to a limit. Source: Amazon S3 API reference,
 * "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" and "... Including
 * Trailing Headers".
 */
import { textOf } from '../bytes.ts'
import { incompleteBody, invalidFrame, malformedTrailer } from './chunk-errors.ts'

/** Longest line between chunks, and longest trailer. Unit: bytes. Source: chosen; a chunk's line has about 90, a trailer's about 120. */
const lineBytesMax = 1024

/** Lines after the last chunk. Source: chosen; clients send one checksum and its signature. */
const trailerLinesMax = 16

/** What a body is made of. */
export type Frame =
  | { readonly kind: 'chunk'; readonly size: number; readonly signature: string | undefined }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** All bytes of the chunk have been handed on. */
  | { readonly kind: 'chunk end' }
  | { readonly kind: 'trailer'; readonly name: string; readonly value: string }

/** Reads frames. Throws an AwsError for what is no frame. Ends after the last line; what follows it is refused. */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const input = new Input(source)
  for (;;) {
    const header = parseChunkLine(await input.line())
    yield { kind: 'chunk', ...header }
    if (header.size === 0) break
    for (let left = header.size; left > 0; ) {
      const bytes = await input.bytes(left)
      left -= bytes.length
      yield { kind: 'data', bytes }
    }
    if ((await input.line()) !== '') throw invalidFrame()
    yield { kind: 'chunk end' }
  }
  yield { kind: 'chunk end' }
  yield* readTrailers(input)
}

/**
 * To the end of the body, which an empty line must be. Clients differ in what they put between the trailers and their
 * signature (AWS's own example has a bare line feed and empty lines), so empty lines before the end are passed over.
 */
async function* readTrailers(input: Input): AsyncGenerator<Frame> {
  for (let lines = 0; ; lines++) {
    const line = await input.line(true)
    if (line === '') {
      if (await input.atEnd()) return
    } else {
      const colon = line.indexOf(':')
      if (colon <= 0) throw malformedTrailer()
      yield {
        kind: 'trailer',
        name: line.slice(0, colon).trim().toLowerCase(),
        value: line.slice(colon + 1).trim(),
      }
    }
    if (lines > trailerLinesMax) throw malformedTrailer()
  }
}

/** 5 TiB, the largest object, has eleven digits. */
const chunkLine = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/

function parseChunkLine(line: string): { size: number; signature: string | undefined } {
  const match = chunkLine.exec(line)
  if (!match) throw invalidFrame()
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] }
}

const lineFeed = 0x0a

/** The bytes of a source, by lines and by counts. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Makes sure that something is there; false at the end. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next()
      if (next.done) return false
      this.#rest = next.value
    }
    return true
  }

  async atEnd(): Promise<boolean> {
    return !(await this.#fill())
  }

  /** At least one and at most `max` bytes. */
  async bytes(max: number): Promise<Uint8Array> {
    if (!(await this.#fill())) throw incompleteBody()
    const bytes = this.#rest.subarray(0, max)
    this.#rest = this.#rest.subarray(bytes.length)
    return bytes
  }

  /** Up to the next CRLF, without it; of trailers, up to the next line feed. */
  async line(lenient = false): Promise<string> {
    let text = ''
    for (;;) {
      if (!(await this.#fill())) throw incompleteBody()
      const end = this.#rest.indexOf(lineFeed)
      const part = textOf(
        this.#rest.subarray(0, end < 0 ? Math.min(this.#rest.length, lineBytesMax + 1) : end),
      )
      if (part === undefined) throw invalidFrame()
      text += part
      if (text.length > lineBytesMax) throw invalidFrame()
      this.#rest = this.#rest.subarray(end < 0 ? this.#rest.length : end + 1)
      if (end < 0) continue
      if (text.endsWith('\r')) return text.slice(0, -1)
      if (!lenient) throw invalidFrame()
      return text
    }
  }
}
