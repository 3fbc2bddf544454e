/** Text and bytes, without surprises: every function says what it does with bytes that are not what they claim to be. */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Empty bytes, shared. */
export const noBytes: Uint8Array = new Uint8Array(0)

/** The text of UTF-8 bytes, or undefined when they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

/** The UTF-8 bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Bytes in base64, padded. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** Why a text is not base64, in the words of AWS's services (observed on DynamoDB). */
export type Base64Fault = { readonly fault: string }

const foreign = /[^A-Za-z0-9+/]/
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes of a padded base64 text, or what is wrong with it. */
export function fromBase64(text: string): Uint8Array | Base64Fault {
  const { length } = text
  if (length % 4 !== 0) {
    return { fault: `Base64 encoded length is expected a multiple of 4 bytes but found: ${length}` }
  }
  const pad = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const unpadded = pad === 0 ? text : text.slice(0, -pad)
  const stranger = foreign.exec(unpadded)
  if (stranger) return { fault: `Invalid Base64 character: '${stranger[0]}'` }
  if (pad > 0) {
    // The bits that the padding cuts off must be zero, or two texts would mean the same bytes.
    const spare = alphabet.indexOf(unpadded.at(-1) ?? '')
    if ((spare & (pad === 2 ? 0b1111 : 0b11)) !== 0) {
      return { fault: 'Invalid last non-pad Base64 character dectected' }
    }
  }
  const bytes = Buffer.from(text, 'base64')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Pieces put together. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1 && pieces[0]) return pieces[0]
  let length = 0
  for (const piece of pieces) length += piece.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
