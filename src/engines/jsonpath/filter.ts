import { type Json, type JsonObject, sameJson } from '../../base/json.ts'
import type { Filter, FilterPath, Operand, Operator } from './types.ts'

/** Reads the path of a filter: undefined where there is nothing. */
export type ReadPath = (path: FilterPath, node: Json) => Json | undefined

/** Whether a node stays. */
export function passes(filter: Filter, node: Json, read: ReadPath): boolean {
  switch (filter.kind) {
    case 'and':
      return passes(filter.left, node, read) && passes(filter.right, node, read)
    case 'or':
      return passes(filter.left, node, read) || passes(filter.right, node, read)
    case 'not':
      return !passes(filter.operand, node, read)
    case 'exists':
      return read(filter.operand, node) !== undefined
    case 'compare':
      return compare(
        filter.operator,
        operandValue(filter.left, node, read),
        operandValue(filter.right, node, read),
      )
  }
}

function operandValue(operand: Operand, node: Json, read: ReadPath): Json | undefined {
  return operand.kind === 'value' ? operand.value : read(operand, node)
}

function compare(operator: Operator, left: Json | undefined, right: Json | undefined): boolean {
  switch (operator) {
    case '==':
      return same(left, right)
    case '!=':
      return !same(left, right)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, left, right)
    case 'in':
      return isList(right) && right.some((item) => same(left, item))
    case 'nin':
      return isList(right) && !right.some((item) => same(left, item))
    case 'subsetof':
      return isList(left) && isList(right) && left.every((item) => holds(right, item))
    case 'anyof':
      return isList(left) && isList(right) && left.some((item) => holds(right, item))
    case 'noneof':
      return isList(left) && isList(right) && !left.some((item) => holds(right, item))
    case 'contains':
      if (typeof left === 'string') return typeof right === 'string' && left.includes(right)
      return isList(left) && holds(left, right)
    case 'size':
      return sizeOf(left) !== undefined && sizeOf(left) === right
    case 'empty':
      return sizeOf(left) !== undefined && (sizeOf(left) === 0) === right
  }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function holds(list: readonly Json[], value: Json | undefined): boolean {
  return list.some((item) => same(item, value))
}

/** A number and the text of that number are the same. */
function same(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === 'number' && typeof right === 'string') return String(left) === right
  if (typeof left === 'string' && typeof right === 'number') return left === String(right)
  return sameJson(left, right)
}

function ordered(
  operator: '<' | '<=' | '>' | '>=',
  left: Json | undefined,
  right: Json | undefined,
): boolean {
  const numbers = typeof left === 'number' && typeof right === 'number'
  const texts = typeof left === 'string' && typeof right === 'string'
  if (!numbers && !texts) return false
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  return operator === '>' ? left > right : left >= right
}

function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string' || isList(value)) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value as JsonObject).length : undefined
}
