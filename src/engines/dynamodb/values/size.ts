import { utf8Bytes } from '../../../base/utf8.ts'
import { numberSize } from '../numbers/size.ts'
import type { AttributeValue, Item } from './types.ts'

/** Bytes of an item: of all its names, in UTF-8, and of all its values. See {@link valueSize}. */
export function itemSize(item: Readonly<Item>): number {
  let bytes = 0
  for (const name in item) {
    const value = item[name]
    if (value !== undefined) bytes += utf8Bytes(name) + valueSize(value)
  }
  return bytes
}

/**
 * Bytes of a value. A list or map costs three bytes, and one for each element or pair beside what these cost.
 * Source: Developer Guide, "DynamoDB item sizes and formats".
 */
export function valueSize(value: AttributeValue): number {
  if ('S' in value) return utf8Bytes(value.S)
  if ('N' in value) return numberSize(value.N)
  if ('B' in value) return value.B.length
  if ('BOOL' in value || 'NULL' in value) return 1
  if ('SS' in value) return total(value.SS, utf8Bytes)
  if ('NS' in value) return total(value.NS, numberSize)
  if ('BS' in value) return total(value.BS, (bytes) => bytes.length)
  if ('L' in value) return 3 + total(value.L, (element) => 1 + valueSize(element))
  let bytes = 3
  for (const name in value.M) {
    const member = value.M[name]
    if (member !== undefined) bytes += 1 + utf8Bytes(name) + valueSize(member)
  }
  return bytes
}

function total<T>(values: readonly T[], size: (value: T) => number): number {
  let bytes = 0
  for (const value of values) bytes += size(value)
  return bytes
}
