import { DynamoDbError } from '../errors.ts'
import type { AttributeValue } from '../values/types.ts'
import type { Comparator } from './ast.ts'
import { parseCondition } from './bind-condition.ts'
import type { Bindings } from './bindings.ts'
import type { Condition, Operand } from './condition.ts'

/** `not indexable` stands for the operators of KeyConditions that no key can be looked up by. */
export type KeyOperator = '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with' | 'not indexable'

/** What is asked of one key attribute. BETWEEN has two values, the others one. */
export interface KeyCondition {
  readonly operator: KeyOperator
  readonly values: readonly AttributeValue[]
}

/** What is asked of key attributes, by name. */
export type KeyConditions = ReadonlyMap<string, KeyCondition>

/** Reads a key condition. Fails with a DynamoDbError; which attributes are keys is not looked at. */
export function parseKeyCondition(text: string, bindings: Bindings): KeyConditions {
  return keyConditionsOf(parseCondition(text, bindings, 'KeyConditionExpression'))
}

/**
 * The conditions on key attributes that a condition stands for. Fails with a DynamoDbError when it is anything else.
 * Source: Developer Guide, "Key condition expressions for the Query operation"; the messages are AWS's.
 */
export function keyConditionsOf(condition: Condition): KeyConditions {
  const found = new Map<string, KeyCondition>()
  collect(condition, found)
  return found
}

const turned: Readonly<Record<Exclude<Comparator, '<>'>, KeyOperator>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

function collect(condition: Condition, found: Map<string, KeyCondition>): void {
  switch (condition.type) {
    case 'and':
      for (const part of condition.conditions) collect(part, found)
      return
    case 'or':
      throw invalidOperator('OR')
    case 'not':
      throw invalidOperator('NOT')
    case 'in':
      throw invalidOperator('IN')
    case 'exists':
      throw invalidOperator('attribute_exists')
    case 'not exists':
      throw invalidOperator('attribute_not_exists')
    case 'has type':
      throw invalidOperator('attribute_type')
    case 'contains':
      throw invalidOperator('contains')
    case 'between':
      checkFirst('BETWEEN', condition.operand)
      add(found, 'BETWEEN', [condition.operand, condition.lower, condition.upper])
      return
    case 'begins with':
      checkFirst('begins_with', condition.operand)
      add(found, 'begins_with', [condition.operand, condition.start])
      return
    case 'compare': {
      const { operator, left, right } = condition
      if (operator === '<>') throw invalidOperator('<>')
      if (left.type === 'value' && right.type === 'path') add(found, turned[operator], [right, left])
      else add(found, operator, [left, right])
    }
  }
}

function invalidOperator(name: string): DynamoDbError {
  return new DynamoDbError(`Invalid operator used in KeyConditionExpression: ${name}`)
}

function checkFirst(name: string, operand: Operand): void {
  if (operand.type !== 'value') return
  throw new DynamoDbError(
    `Invalid condition in KeyConditionExpression: ${name} operator must have the key attribute as its first operand`,
  )
}

function add(found: Map<string, KeyCondition>, operator: KeyOperator, operands: readonly Operand[]): void {
  const values: AttributeValue[] = []
  let name: string | undefined
  for (const operand of operands) {
    if (operand.type === 'size' || operand.type === 'condition') {
      throw new DynamoDbError('KeyConditionExpressions cannot contain nested operations')
    }
    if (operand.type === 'value') values.push(operand.value)
    else if (name !== undefined) {
      throw new DynamoDbError(
        'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
      )
    } else if (operand.path.length > 1) {
      throw new DynamoDbError('KeyConditionExpressions cannot have conditions on nested attributes')
    } else name = operand.path[0]
  }
  if (name === undefined) {
    throw new DynamoDbError('Invalid condition in KeyConditionExpression: No key attribute specified')
  }
  if (found.has(name)) {
    throw new DynamoDbError('KeyConditionExpressions must only contain one condition per key')
  }
  found.set(name, { operator, values })
}
