/**
 * The binary framing of event streams: two lengths, a checksum of them, headers, payload, a checksum of it all.
 * Source: Smithy 2.0, "Amazon Event Stream specification". Lengths and integers are big-endian.
 */
import { bytesOf } from '../bytes.ts'
import { crc32 } from '../crc32.ts'

const stringType = 7
const booleanTrueType = 0
const booleanFalseType = 1
const integerType = 4
const longType = 5
const bytesType = 6
const timestampType = 8

/** A header's value; a number is a 32-bit integer, a bigint a 64-bit one. */
export type HeaderValue = string | boolean | number | bigint | Date | Uint8Array

/** One message of the stream. Names and values must fit: 255 and 65,535 bytes. */
export function encodeFrame(
  headers: readonly (readonly [name: string, value: HeaderValue])[],
  payload: Uint8Array,
): Uint8Array {
  const encoded = headers.map(([name, value]) => encodeHeader(name, value))
  const headersBytes = encoded.reduce((sum, bytes) => sum + bytes.length, 0)
  const total = 4 + 4 + 4 + headersBytes + payload.length + 4
  const frame = new Uint8Array(total)
  const view = new DataView(frame.buffer)
  view.setUint32(0, total)
  view.setUint32(4, headersBytes)
  view.setUint32(8, crc32(frame.subarray(0, 8)))
  let at = 12
  for (const bytes of encoded) {
    frame.set(bytes, at)
    at += bytes.length
  }
  frame.set(payload, at)
  view.setUint32(total - 4, crc32(frame.subarray(0, total - 4)))
  return frame
}

function encodeHeader(name: string, value: HeaderValue): Uint8Array {
  const nameBytes = bytesOf(name)
  const valueBytes = encodeValue(value)
  const bytes = new Uint8Array(1 + nameBytes.length + valueBytes.length)
  bytes[0] = nameBytes.length
  bytes.set(nameBytes, 1)
  bytes.set(valueBytes, 1 + nameBytes.length)
  return bytes
}

function encodeValue(value: HeaderValue): Uint8Array {
  switch (typeof value) {
    case 'boolean':
      return Uint8Array.of(value ? booleanTrueType : booleanFalseType)
    case 'number': {
      const bytes = new Uint8Array(5)
      bytes[0] = integerType
      new DataView(bytes.buffer).setInt32(1, value)
      return bytes
    }
    case 'bigint':
      return encodeLong(longType, value)
    case 'string':
      return encodeBytes(stringType, bytesOf(value))
    default:
      if (value instanceof Date) return encodeLong(timestampType, BigInt(value.getTime()))
      return encodeBytes(bytesType, value)
  }
}

function encodeLong(type: number, value: bigint): Uint8Array {
  const bytes = new Uint8Array(9)
  bytes[0] = type
  new DataView(bytes.buffer).setBigInt64(1, value)
  return bytes
}

function encodeBytes(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(3 + value.length)
  bytes[0] = type
  new DataView(bytes.buffer).setUint16(1, value.length)
  bytes.set(value, 3)
  return bytes
}
