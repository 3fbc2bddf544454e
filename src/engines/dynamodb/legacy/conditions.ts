import { invalidParameter } from '../errors.ts'
import type { Condition } from '../expressions/condition.ts'
import type { KeyCondition, KeyConditions, KeyOperator } from '../expressions/key-condition.ts'
import { validateValue, type WireValue } from '../values/validate.ts'
import { type ComparisonOperator, comparisonCondition, readComparison } from './comparisons.ts'

/** One attribute of KeyConditions, QueryFilter or ScanFilter. */
export interface LegacyCondition {
  readonly ComparisonOperator?: ComparisonOperator | undefined
  readonly AttributeValueList?: readonly WireValue[] | undefined
}

/** One attribute of Expected. */
export interface ExpectedAttribute extends LegacyCondition {
  readonly Value?: WireValue | undefined
  readonly Exists?: boolean | undefined
}

export type ConditionalOperator = 'AND' | 'OR'

/** QueryFilter or ScanFilter as a condition; undefined when nothing is asked. Fails with a DynamoDbError. */
export function legacyFilter(
  filter: Readonly<Record<string, LegacyCondition>>,
  operator: ConditionalOperator | undefined,
): Condition | undefined {
  const conditions = Object.entries(filter).map(([name, { ComparisonOperator = 'EQ', AttributeValueList }]) =>
    comparisonCondition(name, readComparison(ComparisonOperator, AttributeValueList)),
  )
  return joined(conditions, operator)
}

/** Expected as a condition; undefined when nothing is asked. Fails with a DynamoDbError. */
export function legacyExpected(
  expected: Readonly<Record<string, ExpectedAttribute>>,
  operator: ConditionalOperator | undefined,
): Condition | undefined {
  const conditions = Object.entries(expected).map(([name, attribute]) => expectedCondition(name, attribute))
  return joined(conditions, operator)
}

function joined(conditions: Condition[], operator: ConditionalOperator | undefined): Condition | undefined {
  const [first] = conditions
  return conditions.length < 2 ? first : { type: operator === 'OR' ? 'or' : 'and', conditions }
}

/** Source: API Reference, ExpectedAttributeValue. */
function expectedCondition(name: string, attribute: ExpectedAttribute): Condition {
  const { ComparisonOperator, AttributeValueList, Value, Exists } = attribute
  if (AttributeValueList && Value) {
    throw invalidParameter(`Value and AttributeValueList cannot be used together for Attribute: ${name}`)
  }
  if (ComparisonOperator === undefined) return existence(name, attribute)
  if (Exists !== undefined) {
    throw invalidParameter(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`)
  }
  const takesNone = ComparisonOperator === 'NULL' || ComparisonOperator === 'NOT_NULL'
  if (!takesNone && !AttributeValueList && !Value) {
    throw invalidParameter(
      `Value or AttributeValueList must be used with ComparisonOperator: ${ComparisonOperator} for Attribute: ${name}`,
    )
  }
  const list = AttributeValueList ?? (Value ? [Value] : [])
  return comparisonCondition(name, readComparison(ComparisonOperator, list))
}

function existence(name: string, { AttributeValueList, Value, Exists }: ExpectedAttribute): Condition {
  if (AttributeValueList) {
    throw invalidParameter(
      `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`,
    )
  }
  if (Exists === false) {
    if (Value) {
      throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${name}`)
    }
    return { type: 'not exists', path: [name] }
  }
  if (!Value) {
    throw invalidParameter(
      `Value must be provided when Exists is ${Exists === undefined ? 'null' : 'true'} for Attribute: ${name}`,
    )
  }
  return comparisonCondition(name, { operator: 'EQ', values: [validateValue(Value)] })
}

const keyOperators: Partial<Record<ComparisonOperator, KeyOperator>> = {
  EQ: '=',
  LE: '<=',
  LT: '<',
  GE: '>=',
  GT: '>',
  BETWEEN: 'BETWEEN',
  BEGINS_WITH: 'begins_with',
}

/** KeyConditions; which attributes are keys is not looked at. Fails with a DynamoDbError. */
export function legacyKeyConditions(conditions: Readonly<Record<string, LegacyCondition>>): KeyConditions {
  return new Map(
    Object.entries(conditions).map(
      ([name, { ComparisonOperator = 'EQ', AttributeValueList }]): [string, KeyCondition] => {
        const { operator, values } = readComparison(ComparisonOperator, AttributeValueList)
        return [name, { operator: keyOperators[operator] ?? 'not indexable', values }]
      },
    ),
  )
}
