import { fromBase64 } from '../../../base/base64.ts'
import type { MessageAttribute, MessageAttributes } from './message-attributes.ts'

/** Hashes bytes with MD5, as lower-case hexadecimal. Handed in: this room knows no hashes. */
export type Md5 = (bytes: Uint8Array) => string

const encoder = new TextEncoder()

/**
 * The bytes whose MD5 senders and receivers compare: for each attribute in the order of names, name, type, a byte that says text (1)
 * or bytes (2), and the value, each with its length before it. Source: "Amazon SQS message metadata", "Calculating the MD5 message
 * digest for message attributes".
 */
export function attributesDigest(attributes: MessageAttributes | undefined, md5: Md5): string | undefined {
  if (attributes === undefined) return undefined
  const names = Object.keys(attributes).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0))
  const pieces: Uint8Array[] = []
  for (const name of names) {
    const attribute = attributes[name] as MessageAttribute
    const [kind, value] =
      'text' in attribute ? [1, encoder.encode(attribute.text)] : [2, fromBase64(attribute.base64)]
    pieces.push(...withLength(encoder.encode(name)), ...withLength(encoder.encode(attribute.type)))
    pieces.push(Uint8Array.of(kind), ...withLength(value))
  }
  return md5(joined(pieces))
}

function withLength(bytes: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return [length, bytes]
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
