import { utf8Bytes } from '../../../base/utf8.ts'
import { bytesKey, compareBytes } from '../values/bytes.ts'
import { compareValues, equalValues } from '../values/compare.ts'
import { type AttributeValue, emptyItem, type Item, typeOf } from '../values/types.ts'
import type { Comparator } from './ast.ts'
import type { Condition, Operand } from './condition.ts'
import { valueAt } from './paths.ts'

const noItem = Object.freeze(emptyItem())

/**
 * Whether a condition holds of an item; undefined stands for an item that is not there. An attribute that is not there
 * equals nothing, not even another such, and differs from everything.
 * Source: Developer Guide, "Condition and filter expressions, operators, and functions".
 */
export function evaluateCondition(condition: Condition, item: Readonly<Item> | undefined): boolean {
  return holds(condition, item ?? noItem)
}

function holds(condition: Condition, item: Readonly<Item>): boolean {
  switch (condition.type) {
    case 'and':
      return condition.conditions.every((part) => holds(part, item))
    case 'or':
      return condition.conditions.some((part) => holds(part, item))
    case 'not':
      return !holds(condition.condition, item)
    case 'compare':
      return compares(condition.operator, resolve(condition.left, item), resolve(condition.right, item))
    case 'between': {
      const value = resolve(condition.operand, item)
      return (
        compares('>=', value, resolve(condition.lower, item)) &&
        compares('<=', value, resolve(condition.upper, item))
      )
    }
    case 'in': {
      const value = resolve(condition.operand, item)
      return condition.choices.some((choice) => compares('=', value, resolve(choice, item)))
    }
    case 'exists':
      return valueAt(item, condition.path) !== undefined
    case 'not exists':
      return valueAt(item, condition.path) === undefined
    case 'has type': {
      const value = resolve(condition.operand, item)
      return value !== undefined && typeOf(value) === condition.name
    }
    case 'begins with':
      return beginsWith(resolve(condition.operand, item), resolve(condition.start, item))
    case 'contains':
      return contains(resolve(condition.operand, item), resolve(condition.part, item))
  }
}

function resolve(operand: Operand, item: Readonly<Item>): AttributeValue | undefined {
  if (operand.type === 'value') return operand.value
  if (operand.type === 'path') return valueAt(item, operand.path)
  if (operand.type === 'condition') return { BOOL: holds(operand.condition, item) }
  const value = resolve(operand.operand, item)
  const size = value && sizeOf(value)
  return size === undefined ? undefined : { N: String(size) }
}

/** Whether a comparison holds of two values, either of which may be absent. */
export function compares(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return operator === '<>'
  if (operator === '=') return equalValues(left, right)
  if (operator === '<>') return !equalValues(left, right)
  const order = compareValues(left, right)
  if (order === undefined) return false
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

/**
 * What size answers: bytes of texts and bytes, members of sets, lists and maps; nothing for other types.
 * UNVERIFIED: that a text counts in bytes of UTF-8, as it does in an item's size; the guide says "length".
 */
export function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return utf8Bytes(value.S)
  if ('B' in value) return value.B.length
  if ('SS' in value) return value.SS.length
  if ('NS' in value) return value.NS.length
  if ('BS' in value) return value.BS.length
  if ('L' in value) return value.L.length
  return 'M' in value ? Object.keys(value.M).length : undefined
}

export function beginsWith(value: AttributeValue | undefined, start: AttributeValue | undefined): boolean {
  if (!value || !start) return false
  if ('S' in value) return 'S' in start && value.S.startsWith(start.S)
  return 'B' in value && 'B' in start && compareBytes(value.B.subarray(0, start.B.length), start.B) === 0
}

/** A part of a text or of bytes, or a member of a set or list. (The search in texts is never quadratic, ours would be.) */
export function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!value || !part) return false
  if ('S' in value) return 'S' in part && value.S.includes(part.S)
  if ('B' in value) return 'B' in part && bytesKey(value.B).includes(bytesKey(part.B))
  if ('SS' in value) return 'S' in part && value.SS.includes(part.S)
  if ('NS' in value) return 'N' in part && value.NS.some((member) => equalValues({ N: member }, part))
  if ('BS' in value) return 'B' in part && value.BS.some((member) => compareBytes(member, part.B) === 0)
  return 'L' in value && value.L.some((member) => equalValues(member, part))
}
