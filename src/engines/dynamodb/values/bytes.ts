const encoder = new TextEncoder()

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/**
 * Order of two texts by their UTF-8 bytes, which is the order of code points: JavaScript's own order puts surrogates,
 * the highest code points of all, before U+E000.
 */
export function compareTexts(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const one = left.charCodeAt(index)
    const other = right.charCodeAt(index)
    if (one !== other) return rank(one) < rank(other) ? -1 : 1
  }
  return Math.sign(left.length - right.length)
}

function rank(code: number): number {
  return code >= 0xd800 && code < 0xe000 ? code + 0x10000 : code
}

export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return Math.sign(left.length - right.length)
}

/** A text that is equal for equal bytes. */
export function bytesKey(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
