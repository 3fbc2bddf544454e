/**
 * Reads CBOR into plain values (RFC 8949), with what rpcv2Cbor needs: half floats, big integers, strings, lists and
 * maps of indefinite length, and tags 1 to 4. Maps come without a prototype, keys that are not text are refused,
 * undefined is null, a tag that is not known is looked through. Lengths are believed only as far as there are bytes.
 *
 * Own code: of the libraries, cborg has no strings of indefinite length, and none stops at a depth.
 */
import { concatBytes, textOf } from '../bytes.ts'
import { nestingLevelsMax } from '../limits.ts'
import { newRecord } from '../records.ts'

/** What cannot be read. */
export class CborFault extends Error {
  override readonly name = 'CborFault'
}

/** A tagged value that only a schema can judge: seconds since 1970. */
export class CborSeconds {
  readonly seconds: number

  constructor(seconds: number) {
    this.seconds = seconds
  }
}

/** Reads one value that fills the bytes. Throws {@link CborFault}. */
export function readCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  if (value === breakMark || !reader.atEnd()) throw new CborFault('Bytes after the end')
  return value
}

/** Texts up to this length, names of members above all, are read letter by letter: calling a decoder costs more. Unit: bytes. */
const shortTextBytesMax = 40

/** Ends what has an indefinite length. */
const breakMark: unique symbol = Symbol('break')
const indefinite = -1

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  value(depth: number): unknown {
    if (depth > nestingLevelsMax) throw new CborFault('Nested too deep')
    const first = this.#bytes[this.#take(1)] ?? 0
    const major = first >> 5
    const minor = first & 0b11111
    switch (major) {
      case 0:
        return this.#integer(minor)
      case 1: {
        const value = this.#integer(minor)
        return typeof value === 'bigint' ? -1n - value : -1 - value
      }
      case 2:
        return this.#bytesOf(minor)
      case 3:
        return this.#text(minor)
      case 4:
        return this.#list(this.#length(minor), depth)
      case 5:
        return this.#map(this.#length(minor), depth)
      case 6:
        return this.#tagged(this.#integer(minor), depth)
      default:
        return this.#simple(minor)
    }
  }

  /** The place of the next bytes, and steps over them. */
  #take(count: number): number {
    const at = this.#at
    if (count > this.#bytes.length - at) throw new CborFault('Cut off')
    this.#at += count
    return at
  }

  #integer(minor: number): number | bigint {
    if (minor < 24) return minor
    if (minor === 24) return this.#view.getUint8(this.#take(1))
    if (minor === 25) return this.#view.getUint16(this.#take(2))
    if (minor === 26) return this.#view.getUint32(this.#take(4))
    if (minor !== 27) throw new CborFault('Not an integer')
    const value = this.#view.getBigUint64(this.#take(8))
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
  }

  #length(minor: number): number {
    if (minor === 31) return indefinite
    const length = this.#integer(minor)
    // Every member has at least one byte.
    if (typeof length === 'bigint' || length > this.#bytes.length - this.#at) throw new CborFault('Cut off')
    return length
  }

  #bytesOf(minor: number): Uint8Array {
    const length = this.#length(minor)
    if (length !== indefinite) {
      const at = this.#take(length)
      return this.#bytes.slice(at, at + length)
    }
    return concatBytes(this.#chunks(2))
  }

  #text(minor: number): string {
    const length = this.#length(minor)
    let bytes: Uint8Array
    if (length === indefinite) bytes = concatBytes(this.#chunks(3))
    else {
      const at = this.#take(length)
      const short = length <= shortTextBytesMax ? this.#ascii(at, length) : undefined
      if (short !== undefined) return short
      bytes = this.#bytes.subarray(at, at + length)
    }
    const text = textOf(bytes)
    if (text === undefined) throw new CborFault('Not UTF-8')
    return text
  }

  /** A text of ASCII alone; undefined when it has anything else. */
  #ascii(at: number, length: number): string | undefined {
    let text = ''
    for (let index = at; index < at + length; index++) {
      const byte = this.#bytes[index] ?? 0
      if (byte > 0x7f) return undefined
      text += String.fromCharCode(byte)
    }
    return text
  }

  /** The pieces of a string of indefinite length, each of definite length and of the same kind. */
  #chunks(major: number): Uint8Array[] {
    const chunks: Uint8Array[] = []
    for (;;) {
      const first = this.#bytes[this.#take(1)] ?? 0
      if (first === 0xff) return chunks
      const length = this.#length(first & 0b11111)
      if (first >> 5 !== major || length === indefinite) throw new CborFault('Wrong piece of a string')
      const at = this.#take(length)
      chunks.push(this.#bytes.subarray(at, at + length))
    }
  }

  #list(length: number, depth: number): unknown[] {
    const list: unknown[] = []
    while (length === indefinite || list.length < length) {
      const value = this.value(depth + 1)
      if (value === breakMark) {
        if (length === indefinite) return list
        throw new CborFault('Unexpected break')
      }
      list.push(value)
    }
    return list
  }

  #map(length: number, depth: number): Record<string, unknown> {
    const map = newRecord()
    for (let count = 0; length === indefinite || count < length; count++) {
      const key = this.value(depth + 1)
      if (key === breakMark && length === indefinite) return map
      if (typeof key !== 'string') throw new CborFault('A key must be text')
      const value = this.value(depth + 1)
      if (value === breakMark) throw new CborFault('Unexpected break')
      map[key] = value
    }
    return map
  }

  #tagged(tag: number | bigint, depth: number): unknown {
    const value = this.value(depth + 1)
    if (value === breakMark) throw new CborFault('Unexpected break')
    if (tag === 1) {
      if (typeof value !== 'number' && typeof value !== 'bigint') throw new CborFault('Not a point in time')
      return new CborSeconds(Number(value))
    }
    if (tag === 2 || tag === 3) {
      if (!(value instanceof Uint8Array) || value.length > 64) throw new CborFault('Not a big integer')
      let whole = 0n
      for (const byte of value) whole = (whole << 8n) | BigInt(byte)
      return tag === 2 ? whole : -1n - whole
    }
    if (tag === 4) return decimal(value)
    return value
  }

  #simple(minor: number): unknown {
    switch (minor) {
      case 20:
        return false
      case 21:
        return true
      case 22:
      case 23:
        return null
      case 25:
        return halfFloat(this.#view.getUint16(this.#take(2)))
      case 26:
        return this.#view.getFloat32(this.#take(4))
      case 27:
        return this.#view.getFloat64(this.#take(8))
      case 31:
        return breakMark
      default:
        throw new CborFault('Unknown simple value')
    }
  }
}

/** A decimal fraction: exponent of ten and mantissa. */
function decimal(value: unknown): number {
  if (!Array.isArray(value) || value.length !== 2) throw new CborFault('Not a decimal fraction')
  const [exponent, mantissa] = value as unknown[]
  if (typeof exponent !== 'number' || (typeof mantissa !== 'number' && typeof mantissa !== 'bigint')) {
    throw new CborFault('Not a decimal fraction')
  }
  return Number(`${mantissa}e${exponent}`)
}

/** Source: RFC 8949, appendix D. */
function halfFloat(half: number): number {
  const exponent = (half >> 10) & 0b11111
  const mantissa = half & 0b1111111111
  const sign = half & 0x8000 ? -1 : 1
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (mantissa + 1024) * 2 ** (exponent - 25)
}
