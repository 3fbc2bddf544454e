import { utf8Bytes } from '../../../base/utf8.ts'

/**
 * Keys in S3's order, which is that of their UTF-8 bytes. JavaScript compares halves of surrogate pairs, which stand before
 * U+E000 to U+FFFF there and behind them here. Source: Amazon S3 API reference, ListObjectsV2 ("UTF-8 binary order").
 */

/** Below zero when `left` comes first, zero when they are the same. */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** The first text that is behind every text with this prefix; undefined when there is none. */
export function behindPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0
    if (point === 0x10ffff) continue
    // Halves of surrogate pairs are no text.
    return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1)
  }
  return undefined
}

/** The longest beginning of a text that has at most so many bytes in UTF-8. */
export function cutUtf8(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax || utf8Bytes(text) <= bytesMax) return text
  let cut = ''
  let bytes = 0
  for (const character of text) {
    bytes += utf8Bytes(character)
    if (bytes > bytesMax) break
    cut += character
  }
  return cut
}
