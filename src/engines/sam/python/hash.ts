/**
 * Python 2.7's hash of a text, 64 bits in two halves. It decides in which order a dictionary gives its keys.
 * Source: CPython 2.7, Objects/unicodeobject.c and stringobject.c (both have the same function).
 */
export interface Hash {
  /** Bits 32 to 63, as an unsigned integer. */
  readonly high: number
  /** Bits 0 to 31, as an unsigned integer. */
  readonly low: number
}

const multiplier = 1_000_003

/** The hash of a text, over its code points. */
export function hashText(text: string): Hash {
  const first = text.codePointAt(0)
  if (first === undefined) return { high: 0, low: 0 }
  let low = (first << 7) >>> 0
  let high = 0
  let count = 0
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0
    // Two units of UTF-16 make one point.
    if (point > 0xffff) index += 1
    count += 1
    // The product of 64 and 20 bits, of which the lower 64 count: halves of 16 bits keep every step exact.
    const lowest = (low & 0xffff) * multiplier
    const middle = (low >>> 16) * multiplier + Math.floor(lowest / 0x10000)
    high = (Math.imul(high, multiplier) + Math.floor(middle / 0x10000)) >>> 0
    low = ((((middle & 0xffff) << 16) | (lowest & 0xffff)) ^ point) >>> 0
  }
  return { high, low: (low ^ count) >>> 0 }
}
