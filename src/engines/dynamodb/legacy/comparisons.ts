import { DynamoDbError, invalidParameter } from '../errors.ts'
import type { Condition, Operand } from '../expressions/condition.ts'
import { compareValues } from '../values/compare.ts'
import { type AttributeValue, type TypeName, typeOf } from '../values/types.ts'
import { validateValue, type WireValue } from '../values/validate.ts'

export type ComparisonOperator =
  | 'EQ'
  | 'NE'
  | 'IN'
  | 'LE'
  | 'LT'
  | 'GE'
  | 'GT'
  | 'BETWEEN'
  | 'NOT_NULL'
  | 'NULL'
  | 'CONTAINS'
  | 'NOT_CONTAINS'
  | 'BEGINS_WITH'

/** A comparison of an older parameter: an operator and its arguments. */
export interface Comparison {
  readonly operator: ComparisonOperator
  readonly values: readonly AttributeValue[]
}

const scalars: readonly TypeName[] = ['S', 'N', 'B']

/** Which types the arguments may have; undefined where any. */
const argumentTypes: Partial<Record<ComparisonOperator, readonly TypeName[]>> = {
  LE: scalars,
  LT: scalars,
  GE: scalars,
  GT: scalars,
  CONTAINS: scalars,
  NOT_CONTAINS: scalars,
  BEGINS_WITH: ['S', 'B'],
  IN: scalars,
  BETWEEN: scalars,
}

/**
 * Holds a comparison's arguments against AWS's rules. Fails with a DynamoDbError.
 * Source: API Reference, Condition; the order of the checks is that of dynalite, whose tests ran against AWS.
 */
export function readComparison(
  operator: ComparisonOperator,
  list: readonly WireValue[] | undefined,
): Comparison {
  const values = (list ?? []).map((value) => validateValue(value))
  if (!countFits(operator, values.length)) {
    throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`)
  }
  const [first, second] = values
  if (first && values.some((value) => typeOf(value) !== typeOf(first))) {
    throw invalidParameter('AttributeValues inside AttributeValueList must be of same type')
  }
  if (first && argumentTypes[operator]?.includes(typeOf(first)) === false) {
    throw invalidParameter(
      `ComparisonOperator ${operator} is not valid for ${typeOf(first)} AttributeValue type`,
    )
  }
  if (operator === 'BETWEEN' && first && second && (compareValues(first, second) ?? 0) > 0) {
    throw new DynamoDbError(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    )
  }
  return { operator, values }
}

function countFits(operator: ComparisonOperator, count: number): boolean {
  if (operator === 'NULL' || operator === 'NOT_NULL') return count === 0
  if (operator === 'IN') return count > 0
  return count === (operator === 'BETWEEN' ? 2 : 1)
}

/** The condition that a comparison with an attribute stands for. */
export function comparisonCondition(name: string, { operator, values }: Comparison): Condition {
  const operand: Operand = { type: 'path', path: [name] }
  const [first, second] = values.map((value): Operand => ({ type: 'value', value }))
  if (operator === 'NULL') return { type: 'not exists', path: [name] }
  if (operator === 'NOT_NULL' || !first) return { type: 'exists', path: [name] }
  switch (operator) {
    case 'EQ':
      return { type: 'compare', operator: '=', left: operand, right: first }
    case 'NE':
      return { type: 'compare', operator: '<>', left: operand, right: first }
    case 'LE':
      return { type: 'compare', operator: '<=', left: operand, right: first }
    case 'LT':
      return { type: 'compare', operator: '<', left: operand, right: first }
    case 'GE':
      return { type: 'compare', operator: '>=', left: operand, right: first }
    case 'GT':
      return { type: 'compare', operator: '>', left: operand, right: first }
    case 'BETWEEN':
      return { type: 'between', operand, lower: first, upper: second ?? first }
    case 'IN':
      return { type: 'in', operand, choices: values.map((value): Operand => ({ type: 'value', value })) }
    case 'BEGINS_WITH':
      return { type: 'begins with', operand, start: first }
    case 'CONTAINS':
      return { type: 'contains', operand, part: first }
    case 'NOT_CONTAINS':
      // What is not there does not "not contain" either (observed on AWS by ScyllaDB Alternator's tests).
      return {
        type: 'and',
        conditions: [
          { type: 'exists', path: [name] },
          { type: 'not', condition: { type: 'contains', operand, part: first } },
        ],
      }
  }
}
