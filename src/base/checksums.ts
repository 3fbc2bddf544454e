/**
 * Checksums that S3 knows and Node.js lacks: CRC-32C and CRC-64/NVME, eight bytes at a time by eight tables each (byte by byte
 * is a fifth as fast). Source: RFC 3720, appendix B.4; NVM Express NVM Command Set Specification, section 5.2.1.3.4; Kounavis and
 * Berry, "A Systematic Approach to Building High Performance Software-based CRC Generators" (slicing-by-8).
 */

/** A checksum over bytes that come piece by piece. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void
  /** Big-endian, as it is written out. */
  digest(): Uint8Array
}

/** Polynomials with their bits reversed. */
const castagnoli = 0x82f63b78
const nvme = 0x9a6c9329ac4bc9b5n

const entries = 256
const slices = 8

/** Eight tables one behind the other: the n-th is the first one's, pushed on by n bytes. */
function tables32(polynomial: number): Uint32Array {
  const tables = new Uint32Array(slices * entries)
  for (let index = 0; index < entries; index++) {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    tables[index] = value
  }
  for (let at = entries; at < tables.length; at++) {
    const before = tables[at - entries] ?? 0
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] ?? 0)
  }
  return tables
}

let tables32c: Uint32Array | undefined

/** CRC-32C. */
export function crc32c(): RunningChecksum {
  tables32c ??= tables32(castagnoli)
  const t = tables32c
  let crc = 0xffffffff
  return {
    update(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const whole = bytes.length - (bytes.length % 8)
      let at = 0
      for (; at < whole; at += 8) {
        const one = crc ^ view.getUint32(at, true)
        const two = view.getUint32(at + 4, true)
        crc =
          at32(t, 7, one & 0xff) ^
          at32(t, 6, (one >>> 8) & 0xff) ^
          at32(t, 5, (one >>> 16) & 0xff) ^
          at32(t, 4, one >>> 24) ^
          at32(t, 3, two & 0xff) ^
          at32(t, 2, (two >>> 8) & 0xff) ^
          at32(t, 1, (two >>> 16) & 0xff) ^
          at32(t, 0, two >>> 24)
      }
      for (; at < bytes.length; at++) crc = (crc >>> 8) ^ at32(t, 0, (crc ^ (bytes[at] ?? 0)) & 0xff)
    },
    digest() {
      const bytes = new Uint8Array(4)
      new DataView(bytes.buffer).setUint32(0, (crc ^ 0xffffffff) >>> 0)
      return bytes
    },
  }
}

function at32(tables: Uint32Array, slice: number, index: number): number {
  return tables[(slice << 8) | index] ?? 0
}

/** Two halves of every entry, as numbers have 32 bits where they are fast. */
let tables64: { readonly high: Uint32Array; readonly low: Uint32Array } | undefined

function makeTables64(): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const high = new Uint32Array(slices * entries)
  const low = new Uint32Array(slices * entries)
  for (let index = 0; index < entries; index++) {
    let value = BigInt(index)
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ nvme : value >> 1n
    high[index] = Number(value >> 32n)
    low[index] = Number(value & 0xffffffffn)
  }
  for (let at = entries; at < high.length; at++) {
    const [top, bottom] = [high[at - entries] ?? 0, low[at - entries] ?? 0]
    const index = bottom & 0xff
    low[at] = ((bottom >>> 8) | (top << 24)) ^ (low[index] ?? 0)
    high[at] = (top >>> 8) ^ (high[index] ?? 0)
  }
  return { high, low }
}

/** CRC-64/NVME. */
export function crc64nvme(): RunningChecksum {
  tables64 ??= makeTables64()
  const { high: h, low: l } = tables64
  let high = 0xffffffff
  let low = 0xffffffff
  return {
    update(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const whole = bytes.length - (bytes.length % 8)
      let at = 0
      for (; at < whole; at += 8) {
        const one = low ^ view.getUint32(at, true)
        const two = high ^ view.getUint32(at + 4, true)
        const a = 0x700 | (one & 0xff)
        const b = 0x600 | ((one >>> 8) & 0xff)
        const c = 0x500 | ((one >>> 16) & 0xff)
        const d = 0x400 | (one >>> 24)
        const e = 0x300 | (two & 0xff)
        const f = 0x200 | ((two >>> 8) & 0xff)
        const g = 0x100 | ((two >>> 16) & 0xff)
        const i = two >>> 24
        high = of(h, a) ^ of(h, b) ^ of(h, c) ^ of(h, d) ^ of(h, e) ^ of(h, f) ^ of(h, g) ^ of(h, i)
        low = of(l, a) ^ of(l, b) ^ of(l, c) ^ of(l, d) ^ of(l, e) ^ of(l, f) ^ of(l, g) ^ of(l, i)
      }
      for (; at < bytes.length; at++) {
        const index = (low ^ (bytes[at] ?? 0)) & 0xff
        low = ((low >>> 8) | (high << 24)) ^ of(l, index)
        high = (high >>> 8) ^ of(h, index)
      }
    },
    digest() {
      const bytes = new Uint8Array(8)
      const view = new DataView(bytes.buffer)
      view.setUint32(0, (high ^ 0xffffffff) >>> 0)
      view.setUint32(4, (low ^ 0xffffffff) >>> 0)
      return bytes
    },
  }
}

function of(table: Uint32Array, index: number): number {
  return table[index] ?? 0
}
