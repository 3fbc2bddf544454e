/**
 * Keys as bytes. The encoding keeps order (comparing bytes compares keys), every part ends itself (so the encoding
 * of a prefix is a prefix of the encoding) and no two keys share one.
 *
 * A part is a tag and a body:
 *
 * | kind | tag | body |
 * | --- | --- | --- |
 * | bytes | 1 | the bytes, each 0x00 written as 0x00 0xFF, then 0x00 |
 * | text | 2 | its UTF-8 bytes, likewise |
 * | number, bigint | 3 | the greatest double not above it, as 8 sortable bytes; then what is missing to the value |
 * | false, true | 4, 5 | none |
 *
 * The second half of a number is 0x00 for a number (nothing is missing), 0x01 for a bigint that a double can hold,
 * and 0x02 with a length and a magnitude for the others. A number thus sorts just before the bigint of its value,
 * and both come back as what they were.
 *
 * In JavaScript the bytes travel as a string of one character per byte: it compares, concatenates and crosses
 * threads several times faster than a Uint8Array of that size, and works as a key of a Map.
 */
import { keyBytesMax } from './limits.ts'
import { StoreArgumentError } from './store-argument-error.ts'
import type { Key, KeyPart } from './types.ts'

/** An encoded key: one character (U+0000 to U+00FF) per byte, so that `<` on strings is the order of keys. */
export type EncodedKey = string & { readonly __brand: 'EncodedKey' }

/** A half-open span of encoded keys: `low` included, `high` not. */
export interface KeyRange {
  readonly low: EncodedKey
  readonly high: EncodedKey
}

const tagBytes = '\x01'
const tagText = '\x02'
const tagNumber = '\x03'
const tagFalse = '\x04'
const tagTrue = '\x05'

/** What neither UTF-8 nor escaping changes: most text is this, and is then its own encoding. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is about control characters
const plainText = /^[\x01-\x7f]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is escaped
const everyNul = /\x00/g

/** Encodes a key of at least one part. Throws {@link StoreArgumentError} for what cannot be a key. */
export function encodeKey(key: Key): EncodedKey {
  if (key.length === 0) throw new StoreArgumentError('A key needs at least one part')
  return encodePrefix(key)
}

/** Encodes what keys may begin with; no parts at all is the prefix of every key. */
export function encodePrefix(prefix: Key): EncodedKey {
  let encoded = ''
  for (const part of prefix) {
    encoded += encodePart(part)
    if (encoded.length > keyBytesMax) {
      throw new StoreArgumentError(`The key is longer than ${keyBytesMax} bytes encoded`)
    }
  }
  return encoded as EncodedKey
}

/** All keys that begin with the prefix, itself among them: no tag is as high as 0xFF. */
export function prefixRange(prefix: EncodedKey): KeyRange {
  return { low: prefix, high: `${prefix}\xff` as EncodedKey }
}

/** The least possible key behind this one. */
export function justAfter(key: EncodedKey): EncodedKey {
  return `${key}\x00` as EncodedKey
}

/** The key whose encoding this is. Only for what {@link encodeKey} made. */
export function decodeKey(encoded: EncodedKey): Key {
  const parts: KeyPart[] = []
  for (let at = 0; at < encoded.length; ) {
    const tag = encoded[at]
    if (tag === tagFalse || tag === tagTrue) {
      parts.push(tag === tagTrue)
      at++
    } else if (tag === tagNumber) {
      const end = numberEnd(encoded, at + 1)
      parts.push(decodeNumber(encoded.slice(at + 1, end)))
      at = end
    } else {
      const end = escapedEnd(encoded, at + 1)
      const body = encoded.slice(at + 1, end).replaceAll('\x00\xff', '\x00')
      parts.push(tag === tagText ? decodeText(body) : Uint8Array.from(Buffer.from(body, 'latin1')))
      at = end + 1
    }
  }
  return parts
}

/** The encodings of every prefix of a key, the empty one and the key itself included. */
export function prefixesOf(encoded: EncodedKey): EncodedKey[] {
  const prefixes = ['' as EncodedKey]
  for (let at = 0; at < encoded.length; ) {
    at = partEnd(encoded, at)
    prefixes.push(encoded.slice(0, at) as EncodedKey)
  }
  return prefixes
}

/** Between the names of a collection and of its index, in the first part of the keys of the index's entries. */
export const indexMark = '#'

/** Whether a key is that of an entry of an index. Those are listed, and never asked for by their keys. */
export function isIndexEntry(encoded: EncodedKey): boolean {
  const mark = encoded.indexOf(indexMark)
  return mark > 0 && mark < encoded.indexOf('\x00')
}

/** The encoding of a key's first part; of the prefix of all keys, itself. */
export function firstPartOf(encoded: EncodedKey): EncodedKey {
  return encoded.slice(0, partEnd(encoded, 0)) as EncodedKey
}

/** Where the part ends that begins there. */
function partEnd(encoded: EncodedKey, at: number): number {
  const tag = encoded[at]
  if (tag === tagFalse || tag === tagTrue) return at + 1
  if (tag === tagNumber) return numberEnd(encoded, at + 1)
  return escapedEnd(encoded, at + 1) + 1
}

/** The bytes themselves, for a column of a database. */
export function keyToBytes(encoded: EncodedKey): Buffer {
  return Buffer.from(encoded, 'latin1')
}

/** The encoded key that these bytes are. */
export function keyFromBytes(bytes: Uint8Array): EncodedKey {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') as EncodedKey
}

function encodePart(part: KeyPart): string {
  switch (typeof part) {
    case 'string':
      return `${tagText}${encodeText(part)}\x00`
    case 'number':
      return `${tagNumber}${encodeDouble(part)}\x00`
    case 'bigint':
      return `${tagNumber}${encodeBigint(part)}`
    case 'boolean':
      return part ? tagTrue : tagFalse
    default:
      if (!(part instanceof Uint8Array))
        throw new StoreArgumentError('A key part has a kind that is not allowed')
      refuseLong(part.byteLength)
      return `${tagBytes}${escapeNul(keyFromBytes(part))}\x00`
  }
}

/** Before the work of encoding, not after it: a part may be hundreds of megabytes of somebody's input. */
function refuseLong(length: number): void {
  if (length > keyBytesMax)
    throw new StoreArgumentError(`The key is longer than ${keyBytesMax} bytes encoded`)
}

function escapeNul(bytes: string): string {
  return bytes.includes('\x00') ? bytes.replace(everyNul, '\x00\xff') : bytes
}

function encodeText(text: string): string {
  refuseLong(text.length)
  if (plainText.test(text)) return text
  // UTF-8 has no form for half a surrogate pair; writing U+FFFD instead would make two keys one.
  if (!text.isWellFormed()) throw new StoreArgumentError('A text key part holds half a surrogate pair')
  return escapeNul(Buffer.from(text, 'utf8').toString('latin1'))
}

function decodeText(body: string): string {
  return plainText.test(body) ? body : Buffer.from(body, 'latin1').toString('utf8')
}

/** Where the 0x00 stands that ends an escaped body. */
function escapedEnd(encoded: string, from: number): number {
  let at = encoded.indexOf('\x00', from)
  while (encoded.charCodeAt(at + 1) === 0xff) at = encoded.indexOf('\x00', at + 2)
  return at
}

const scratch = new DataView(new ArrayBuffer(8))
const scratchBytes = Buffer.from(scratch.buffer)

/** IEEE 754 bits made sortable: the sign bit turned for positive numbers, all bits for negative ones. */
function encodeDouble(value: number): string {
  if (Number.isNaN(value)) throw new StoreArgumentError('NaN cannot be a key part')
  // Adding zero turns -0 into 0: they are equal, so they must be one key.
  scratch.setFloat64(0, value + 0)
  const high = scratch.getUint32(0)
  if (high >= 0x80000000) {
    scratch.setUint32(0, ~high)
    scratch.setUint32(4, ~scratch.getUint32(4))
  } else {
    scratch.setUint32(0, high + 0x80000000)
  }
  return scratchBytes.toString('latin1')
}

function decodeDouble(body: string): number {
  scratchBytes.write(body.slice(0, 8), 'latin1')
  const high = scratch.getUint32(0)
  if (high >= 0x80000000) {
    scratch.setUint32(0, high - 0x80000000)
  } else {
    scratch.setUint32(0, ~high)
    scratch.setUint32(4, ~scratch.getUint32(4))
  }
  return scratch.getFloat64(0)
}

function encodeBigint(value: bigint): string {
  const floor = doubleNotAbove(value)
  if (floor === Number.NEGATIVE_INFINITY) {
    // Below every double: the magnitude itself, turned over so that the larger one sorts first.
    return `${encodeDouble(floor)}\x02${invert(encodeMagnitude(-value))}`
  }
  const missing = value - BigInt(floor)
  return `${encodeDouble(floor)}${missing === 0n ? '\x01' : `\x02${encodeMagnitude(missing)}`}`
}

function decodeNumber(body: string): number | bigint {
  const floor = decodeDouble(body)
  const form = body[8]
  if (form === '\x00') return floor
  if (form === '\x01') return BigInt(floor)
  const magnitude = body.slice(9)
  if (floor === Number.NEGATIVE_INFINITY) return -decodeMagnitude(invert(magnitude))
  return BigInt(floor) + decodeMagnitude(magnitude)
}

/** Where the number ends whose body begins at `from`. */
function numberEnd(encoded: string, from: number): number {
  if (encoded[from + 8] !== '\x02') return from + 9
  const length = encoded.charCodeAt(from + 9) * 256 + encoded.charCodeAt(from + 10)
  // Only the magnitude below every double is inverted; its first 8 bytes are those of minus infinity.
  const inverted = encoded.startsWith(minusInfinity, from)
  return from + 11 + (inverted ? 0xffff - length : length)
}

const minusInfinity = encodeDouble(Number.NEGATIVE_INFINITY)

function encodeMagnitude(value: bigint): string {
  const digits = value.toString(16)
  refuseLong(digits.length / 2)
  const body = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  return String.fromCharCode(body.length >> 8, body.length & 0xff) + body.toString('latin1')
}

function decodeMagnitude(encoded: string): bigint {
  return BigInt(`0x${Buffer.from(encoded.slice(2), 'latin1').toString('hex')}`)
}

function invert(bytes: string): string {
  const inverted = Buffer.from(bytes, 'latin1')
  for (let index = 0; index < inverted.length; index++) inverted[index] = 0xff - (inverted[index] ?? 0)
  return inverted.toString('latin1')
}

/** The greatest double that is at most the value: conversion rounds to nearest, which may be one too high. */
function doubleNotAbove(value: bigint): number {
  const nearest = Number(value)
  if (nearest === Number.POSITIVE_INFINITY) return Number.MAX_VALUE
  if (nearest === Number.NEGATIVE_INFINITY) return nearest
  return BigInt(nearest) > value ? doubleBelow(nearest) : nearest
}

function doubleBelow(value: number): number {
  scratch.setFloat64(0, value)
  const bits = scratch.getBigInt64(0)
  scratch.setBigInt64(0, bits >= 0n ? bits - 1n : bits + 1n)
  return scratch.getFloat64(0)
}
