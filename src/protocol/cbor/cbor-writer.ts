/** Writes CBOR (RFC 8949) into bytes that grow. */
import { bytesOf } from '../bytes.ts'

/** Unit: letters. */
const shortTextMax = 40

/** A place to write to. */
export class CborWriter {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #at = 0
  readonly #instants: 'seconds' | 'milliseconds'

  /** `instants`: the unit in which they are written. */
  constructor(instants: 'seconds' | 'milliseconds' = 'seconds') {
    this.#instants = instants
  }

  /** What was written. */
  result(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }

  #room(count: number): number {
    const at = this.#at
    if (at + count > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, at + count))
      bytes.set(this.#bytes.subarray(0, at))
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer)
    }
    this.#at += count
    return at
  }

  #head(major: number, value: number | bigint): void {
    const top = major << 5
    if (typeof value === 'bigint' || value > 0xffffffff) {
      const at = this.#room(9)
      this.#bytes[at] = top | 27
      this.#view.setBigUint64(at + 1, BigInt(value))
    } else if (value < 24) {
      const at = this.#room(1)
      this.#bytes[at] = top | value
    } else if (value < 0x100) {
      const at = this.#room(2)
      this.#bytes[at] = top | 24
      this.#bytes[at + 1] = value
    } else if (value < 0x10000) {
      const at = this.#room(3)
      this.#bytes[at] = top | 25
      this.#view.setUint16(at + 1, value)
    } else {
      const at = this.#room(5)
      this.#bytes[at] = top | 26
      this.#view.setUint32(at + 1, value)
    }
  }

  /** An integer as one, anything else as a 64-bit float. */
  number(value: number | bigint): void {
    if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
      if (Object.is(value, -0)) this.#float(value as number)
      else if (value >= 0) this.#head(0, value)
      else this.#head(1, typeof value === 'bigint' ? -1n - value : -1 - value)
    } else this.#float(value)
  }

  #float(value: number): void {
    const at = this.#room(9)
    this.#bytes[at] = 0xfb
    this.#view.setFloat64(at + 1, value)
  }

  text(value: string): void {
    if (value.length <= shortTextMax && this.#ascii(value)) return
    const bytes = bytesOf(value)
    this.#head(3, bytes.length)
    const at = this.#room(bytes.length)
    this.#bytes.set(bytes, at)
  }

  /** Writes a text of ASCII alone letter by letter, which for a short one is cheaper than calling an encoder. */
  #ascii(value: string): boolean {
    const { length } = value
    for (let index = 0; index < length; index++) if (value.charCodeAt(index) > 0x7f) return false
    this.#head(3, length)
    const at = this.#room(length)
    for (let index = 0; index < length; index++) this.#bytes[at + index] = value.charCodeAt(index)
    return true
  }

  blob(value: Uint8Array): void {
    this.#head(2, value.length)
    const at = this.#room(value.length)
    this.#bytes.set(value, at)
  }

  boolean(value: boolean): void {
    const at = this.#room(1)
    this.#bytes[at] = value ? 0xf5 : 0xf4
  }

  nothing(): void {
    const at = this.#room(1)
    this.#bytes[at] = 0xf6
  }

  /** Begins a list of so many members. */
  list(count: number): void {
    this.#head(4, count)
  }

  /** Begins a map of so many entries. */
  map(count: number): void {
    this.#head(5, count)
  }

  /** Since 1970, tagged as such. */
  timestamp(date: Date): void {
    this.#head(6, 1)
    this.number(this.#instants === 'seconds' ? date.getTime() / 1000 : date.getTime())
  }
}
