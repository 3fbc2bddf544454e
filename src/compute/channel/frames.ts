/**
 * Frames of the channel between the server and a managed runtime: a length (4 bytes, big-endian, of what follows), a type
 * (1 byte), a body. See bootstraps/README.md. What comes in is written by code that nobody trusts: a reader holds at most one
 * frame of a bounded size, and counts the bytes of larger ones without keeping them.
 */

/** A body that was too long to be kept. */
export interface Oversized {
  readonly bytes: number
}

/** Takes frames; of a frame that is handed on in pieces, each piece. `type` is the letter's character code. */
export type OnFrame = (type: number, body: Buffer | Oversized) => void

const headBytes = 5
const nothing = Buffer.alloc(0)

/** Puts frames together from pieces of a stream. */
export class FrameReader {
  readonly #onFrame: OnFrame
  readonly #bodyBytesMax: number
  readonly #inPieces: number | undefined
  readonly #head = Buffer.alloc(headBytes)
  #headHas = 0
  #type = 0
  #pieces: Buffer[] = []
  #length = 0
  #missing = 0

  /** Bodies of the type `inPieces` are handed on as they come, so that a long one is never held as a whole. */
  constructor(onFrame: OnFrame, bodyBytesMax: number, inPieces?: number) {
    this.#onFrame = onFrame
    this.#bodyBytesMax = bodyBytesMax
    this.#inPieces = inPieces
  }

  /** Takes the next piece; calls back for each frame that it completes. Fails when the stream is no channel. */
  push(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#headHas < headBytes) {
        at = this.#readHead(chunk, at)
        if (this.#headHas < headBytes) return
        if (this.#length === 0) this.#complete(nothing)
        continue
      }
      const take = Math.min(this.#missing, chunk.length - at)
      if (this.#type === this.#inPieces) {
        this.#missing -= take
        if (this.#missing === 0) this.#headHas = 0
        this.#onFrame(this.#type, chunk.subarray(at, at + take))
        at += take
        continue
      }
      if (this.#length <= this.#bodyBytesMax) this.#pieces.push(chunk.subarray(at, at + take))
      at += take
      this.#missing -= take
      if (this.#missing === 0) this.#completePieces()
    }
  }

  #readHead(chunk: Buffer, from: number): number {
    const take = Math.min(headBytes - this.#headHas, chunk.length - from)
    chunk.copy(this.#head, this.#headHas, from, from + take)
    this.#headHas += take
    if (this.#headHas === headBytes) {
      const length = this.#head.readUInt32BE(0) - 1
      if (length < 0) throw new Error('A frame without a type')
      this.#length = length
      this.#missing = length
      this.#type = this.#head[4] ?? 0
    }
    return from + take
  }

  #completePieces(): void {
    const pieces = this.#pieces
    this.#pieces = []
    if (this.#length > this.#bodyBytesMax) this.#complete({ bytes: this.#length })
    else this.#complete(pieces.length === 1 ? (pieces[0] ?? nothing) : Buffer.concat(pieces, this.#length))
  }

  #complete(body: Buffer | Oversized): void {
    this.#headHas = 0
    this.#onFrame(this.#type, body)
  }
}

/** Up to here a payload is copied into its frame: one write is cheaper than two. Unit: bytes. Source: measured. */
const copiedBytesMax = 65_536

/** The pieces to write for a frame without a header, or for one of header and payload. */
export function frame(type: string, body: string): Buffer {
  const bytes = Buffer.byteLength(body)
  const out = Buffer.allocUnsafe(headBytes + bytes)
  out.writeUInt32BE(bytes + 1, 0)
  out[4] = type.charCodeAt(0)
  out.write(body, headBytes)
  return out
}

/** The pieces to write for a frame of a header and a payload. */
export function framesWithPayload(type: string, header: string, payload: Uint8Array): Uint8Array[] {
  const headerBytes = Buffer.byteLength(header)
  const before = headBytes + 4 + headerBytes
  const isCopied = payload.length <= copiedBytesMax
  const out = Buffer.allocUnsafe(before + (isCopied ? payload.length : 0))
  out.writeUInt32BE(5 + headerBytes + payload.length, 0)
  out[4] = type.charCodeAt(0)
  out.writeUInt32BE(headerBytes, headBytes)
  out.write(header, headBytes + 4)
  if (!isCopied) return [out, payload]
  out.set(payload, before)
  return [out]
}

/**
 * The same frame as a text, of which each character is a byte: a short one is written so for half of what a buffer costs. Undefined for a
 * long one, and for a header that is not ASCII.
 */
export function shortFrame(type: string, header: string, payload: Uint8Array): string | undefined {
  if (payload.length > shortPayloadBytesMax || Buffer.byteLength(header) !== header.length) return undefined
  const { buffer, byteOffset, byteLength } = payload
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(buffer, byteOffset, byteLength)
  const text = bytes.toString('latin1')
  return `${length(5 + header.length + text.length)}${type}${length(header.length)}${header}${text}`
}

/** A length as four characters. */
function length(bytes: number): string {
  return String.fromCharCode(bytes >>> 24, (bytes >>> 16) & 0xff, (bytes >>> 8) & 0xff, bytes & 0xff)
}

/** Unit: bytes. Source: chosen; a text of more than 16 KiB is copied once more on its way. */
const shortPayloadBytesMax = 8_192

/** A body's header and payload. Fails when it has none. */
export function splitPayload(body: Buffer): { header: Buffer; payload: Buffer } {
  const headerBytes = body.length >= 4 ? body.readUInt32BE(0) : -1
  if (headerBytes < 0 || headerBytes > body.length - 4) throw new Error('A frame without a header')
  return { header: body.subarray(4, 4 + headerBytes), payload: body.subarray(4 + headerBytes) }
}
