import type { Json } from '../../../../base/json.ts'
import { compareMoments, parseTimestamp } from '../timestamp.ts'
import { matchesWildcard } from './wildcard.ts'

/** How a comparison decides. Values of other types than the operator's do not match. */
export interface Comparison {
  /** What type the definition has to give. */
  readonly expects: 'string' | 'number' | 'boolean' | 'timestamp'
  matches(value: Json, operand: Json): boolean
}

type Order = (difference: number) => boolean

const orders: Readonly<Record<string, Order>> = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  GreaterThan: (difference) => difference > 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThanEquals: (difference) => difference >= 0,
}

function strings(order: Order): Comparison {
  return {
    expects: 'string',
    matches: (value, operand) =>
      typeof value === 'string' &&
      typeof operand === 'string' &&
      order(value === operand ? 0 : value < operand ? -1 : 1),
  }
}

function numbers(order: Order): Comparison {
  return {
    expects: 'number',
    matches: (value, operand) =>
      typeof value === 'number' &&
      typeof operand === 'number' &&
      order(value === operand ? 0 : value - operand),
  }
}

function timestamps(order: Order): Comparison {
  return {
    expects: 'timestamp',
    matches(value, operand) {
      const left = typeof value === 'string' ? parseTimestamp(value) : undefined
      const right = typeof operand === 'string' ? parseTimestamp(operand) : undefined
      return left !== undefined && right !== undefined && order(compareMoments(left, right))
    },
  }
}

const booleanEquals: Comparison = {
  expects: 'boolean',
  matches: (value, operand) => typeof value === 'boolean' && value === operand,
}

const stringMatches: Comparison = {
  expects: 'string',
  matches: (value, operand) =>
    typeof value === 'string' && typeof operand === 'string' && matchesWildcard(operand, value),
}

/**
 * The operators that compare with a value. Each has a form with `Path` at the end, but for StringMatches.
 * Source: Amazon States Language, "Choice State"; Step Functions Developer Guide, "Choice workflow state".
 */
export const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ...Object.entries(orders).flatMap(([name, order]): [string, Comparison][] => [
    [`String${name}`, strings(order)],
    [`Numeric${name}`, numbers(order)],
    [`Timestamp${name}`, timestamps(order)],
  ]),
  ['BooleanEquals', booleanEquals],
  ['StringMatches', stringMatches],
])

/** The operators that ask for the kind of a value. */
export const tests: ReadonlyMap<string, (value: Json) => boolean> = new Map<string, (value: Json) => boolean>(
  [
    ['IsNull', (value) => value === null],
    ['IsString', (value) => typeof value === 'string'],
    ['IsNumeric', (value) => typeof value === 'number'],
    ['IsBoolean', (value) => typeof value === 'boolean'],
    ['IsTimestamp', (value) => typeof value === 'string' && parseTimestamp(value) !== undefined],
  ],
)
