/** How the server and the host program speak; the format is described in native/frames.h. */

const headLength = 9
/** Longest frame that is believed. Unit: bytes. */
const frameLimit = 1024 * 1024

/** One message: a request, its answer, or (id 0) something that happened. */
export interface Frame {
  readonly id: number
  /** A letter. */
  readonly kind: string
  readonly texts: readonly string[]
}

export function encodeFrame(id: number, kind: string, texts: readonly (string | number)[]): Buffer {
  const words = texts.map((text) => (typeof text === 'string' ? text : String(text)))
  const lengths = words.map((word) => Buffer.byteLength(word))
  const size = lengths.reduce((sum, length) => sum + length + 5, headLength)
  const bytes = Buffer.allocUnsafe(size)
  bytes.writeUInt32LE(size - 4, 0)
  bytes.writeUInt32LE(id, 4)
  bytes.write(kind, 8, 'latin1')
  let at = headLength
  for (const [index, word] of words.entries()) {
    const length = lengths[index] ?? 0
    bytes.writeUInt32LE(length, at)
    bytes.write(word, at + 4)
    bytes[at + 4 + length] = 0
    at += length + 5
  }
  return bytes
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)

  /** Fails with an Error when these bytes are no frames. */
  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = []
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (bytes.length >= 4) {
      const end = bytes.readUInt32LE(0) + 4
      if (end > frameLimit || end < headLength)
        throw new Error('The sandbox program sent something unreadable.')
      if (bytes.length < end) break
      const texts: string[] = []
      for (let at = headLength; at < end; ) {
        const length = bytes.readUInt32LE(at)
        texts.push(bytes.toString('utf8', at + 4, at + 4 + length))
        at += length + 5
      }
      frames.push({ id: bytes.readUInt32LE(4), kind: String.fromCharCode(bytes[8] ?? 0), texts })
      bytes = bytes.subarray(end)
    }
    this.#rest = bytes
    return frames
  }
}
