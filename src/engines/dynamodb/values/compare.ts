import { compareNumbers } from '../numbers/arithmetic.ts'
import { normalizeNumber } from '../numbers/decimal.ts'
import { bytesKey, compareBytes, compareTexts } from './bytes.ts'
import type { AttributeValue } from './types.ts'

/**
 * Order of two values of one of the types that have an order (S, N, B): -1, 0 or 1. Undefined for other types and for
 * values of different types, which no comparison but `<>` holds of.
 * Source: Developer Guide, "Condition and filter expressions, operators, and functions", making comparisons.
 */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ('S' in left) return 'S' in right ? compareTexts(left.S, right.S) : undefined
  if ('N' in left) return 'N' in right ? compareNumbers(left.N, right.N) : undefined
  if ('B' in left) return 'B' in right ? compareBytes(left.B, right.B) : undefined
  return undefined
}

/** Whether two values are the same: of one type, sets in any order, lists and maps member by member. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if ('S' in left) return 'S' in right && left.S === right.S
  if ('N' in left) return 'N' in right && compareNumbers(left.N, right.N) === 0
  if ('B' in left) return 'B' in right && compareBytes(left.B, right.B) === 0
  if ('BOOL' in left) return 'BOOL' in right && left.BOOL === right.BOOL
  if ('NULL' in left) return 'NULL' in right
  if ('SS' in left) return 'SS' in right && equalSets(left.SS, right.SS)
  if ('NS' in left)
    return 'NS' in right && equalSets(left.NS.map(normalizeNumber), right.NS.map(normalizeNumber))
  if ('BS' in left) return 'BS' in right && equalSets(left.BS.map(bytesKey), right.BS.map(bytesKey))
  if ('L' in left) return 'L' in right && equalLists(left.L, right.L)
  return 'M' in right && equalMaps(left.M, right.M)
}

function equalSets(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  const members = new Set(left)
  return right.every((member) => members.has(member))
}

function equalLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  return (
    left.length === right.length &&
    left.every((value, index) => {
      const other = right[index]
      return other !== undefined && equalValues(value, other)
    })
  )
}

function equalMaps(
  left: Readonly<Record<string, AttributeValue>>,
  right: Readonly<Record<string, AttributeValue>>,
): boolean {
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => {
      const value = left[name]
      const other = Object.hasOwn(right, name) ? right[name] : undefined
      return value !== undefined && other !== undefined && equalValues(value, other)
    })
  )
}
