import { toBase64 } from '../../../base/base64.ts'
import { DynamoDbError, invalidParameter } from '../errors.ts'
import { nestingLevels } from '../limits.ts'
import { normalizeNumber } from '../numbers/decimal.ts'
import { bytesKey } from './bytes.ts'
import { type AttributeValue, emptyItem, type Item } from './types.ts'

/** An attribute value as it came over the wire: any members, of the types that the model gives them. */
export interface WireValue {
  readonly S?: string | undefined
  readonly N?: string | undefined
  readonly B?: Uint8Array | undefined
  readonly BOOL?: boolean | undefined
  readonly NULL?: boolean | undefined
  readonly SS?: readonly string[] | undefined
  readonly NS?: readonly string[] | undefined
  readonly BS?: readonly Uint8Array[] | undefined
  readonly L?: readonly WireValue[] | undefined
  readonly M?: Readonly<Record<string, WireValue>> | undefined
}

/**
 * Holds an item's (or key's, or the expression values') attribute values against AWS's rules and gives them back with
 * normalised numbers. Says nothing of names, sizes or keys. Fails with a DynamoDbError.
 * Source: API Reference, AttributeValue; Developer Guide, "Supported data types and naming rules".
 */
export function validateItem(item: Readonly<Record<string, WireValue>>): Item {
  const valid = emptyItem()
  for (const name in item) {
    const value = item[name]
    if (value !== undefined) valid[name] = validateValue(value)
  }
  return valid
}

/** One value; see {@link validateItem}. `level` is the value's own, the attribute's being 1. */
export function validateValue(value: WireValue, level = 1): AttributeValue {
  let found: AttributeValue | undefined
  let count = 0
  for (const type in value) {
    const valid = validateMember(type, value, level)
    if (!valid) continue
    found = valid
    count++
  }
  if (!found) {
    throw new DynamoDbError(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    )
  }
  if (count > 1) {
    throw new DynamoDbError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    )
  }
  return found
}

function validateMember(type: string, value: WireValue, level: number): AttributeValue | undefined {
  switch (type) {
    case 'S':
      return value.S === undefined ? undefined : { S: value.S }
    case 'N':
      return value.N === undefined ? undefined : { N: normalizeNumber(value.N) }
    case 'B':
      return value.B && { B: value.B }
    case 'BOOL':
      return value.BOOL === undefined ? undefined : { BOOL: value.BOOL }
    case 'NULL':
      // Since June 2026 AWS takes `false` and answers `true` (dynamodb-conformance, observed on AWS, 2026-06-08).
      return value.NULL === undefined ? undefined : { NULL: true }
    case 'SS':
      return value.SS && { SS: textSet(value.SS) }
    case 'NS':
      return value.NS && { NS: numberSet(value.NS) }
    case 'BS':
      return value.BS && { BS: byteSet(value.BS) }
    case 'L':
      return value.L && { L: list(value.L, level) }
    case 'M':
      return value.M && { M: map(value.M, level) }
    default:
      return undefined
  }
}

function textSet(values: readonly string[]): string[] {
  if (values.length === 0) throw invalidParameter('An string set  may not be empty')
  if (values.includes('')) throw invalidParameter('An string set may not have a empty string as a member')
  if (new Set(values).size < values.length) {
    throw invalidParameter(`Input collection [${values.join(', ')}] contains duplicates.`)
  }
  return [...values]
}

function numberSet(values: readonly string[]): string[] {
  if (values.length === 0) throw invalidParameter('An number set  may not be empty')
  const numbers = values.map(normalizeNumber)
  if (new Set(numbers).size < numbers.length) throw new DynamoDbError('Input collection contains duplicates')
  return numbers
}

function byteSet(values: readonly Uint8Array[]): Uint8Array[] {
  if (values.length === 0) throw invalidParameter('Binary sets should not be empty')
  if (values.some(({ length }) => length === 0)) {
    throw invalidParameter('Binary sets may not contain null or empty values')
  }
  if (new Set(values.map(bytesKey)).size < values.length) {
    const written = values.map(toBase64).join(', ')
    throw invalidParameter(`Input collection [${written}]of type BS contains duplicates.`)
  }
  return [...values]
}

function list(values: readonly WireValue[], level: number): AttributeValue[] {
  checkLevel(level, values.length > 0)
  return values.map((value) => validateValue(value, level + 1))
}

function map(values: Readonly<Record<string, WireValue>>, level: number): Record<string, AttributeValue> {
  const valid = emptyItem()
  for (const name in values) {
    const value = values[name]
    if (value === undefined) continue
    checkLevel(level, true)
    valid[name] = validateValue(value, level + 1)
  }
  return valid
}

function checkLevel(level: number, hasMembers: boolean): void {
  if (hasMembers && level >= nestingLevels) throw tooDeep()
}

export function tooDeep(): DynamoDbError {
  return new DynamoDbError(
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
  )
}
