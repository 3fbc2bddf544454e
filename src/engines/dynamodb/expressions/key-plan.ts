import { InvariantError, invariant } from '../../../base/invariant.ts'
import { DynamoDbError, invalidParameter } from '../errors.ts'
import { keyBytes } from '../keys/key-bytes.ts'
import { type AttributeValue, type TypeName, typeOf } from '../values/types.ts'
import type { KeyCondition, KeyConditions } from './key-condition.ts'

/** An attribute of a table's or index's key. */
export interface KeyAttribute {
  readonly name: string
  readonly type: 'S' | 'N' | 'B'
}

/** A key as the table or index declares it. Indexes may have up to four attributes of either kind. */
export interface KeySchema {
  readonly partition: readonly KeyAttribute[]
  readonly sort: readonly KeyAttribute[]
}

/** What a query reads: one partition, in it the items with these first sort attributes, and of those a range. */
export interface KeyPlan {
  /** The values of the partition key's attributes, in the schema's order. */
  readonly partition: readonly AttributeValue[]
  /** Values that the first sort attributes must have. */
  readonly sort: readonly AttributeValue[]
  /** What is asked of the next sort attribute. */
  readonly range: KeyCondition | undefined
}

/**
 * Brings key conditions and a key together. Fails with a DynamoDbError.
 * Source: Developer Guide, "Key condition expressions for the Query operation"; for keys of several attributes,
 * observed on AWS by dynamodb-conformance.
 */
export function planKeyConditions(conditions: KeyConditions, schema: KeySchema): KeyPlan {
  const attributes = [...schema.partition, ...schema.sort]
  if (conditions.size > Math.max(attributes.length, 2)) {
    // UNVERIFIED for keys of several attributes.
    throw new DynamoDbError(`Conditions can be of length 1 or 2 only`)
  }
  for (const { name } of schema.partition) if (!conditions.has(name)) throw missing(name)
  const onSort = schema.sort.filter(({ name }) => conditions.has(name))
  if (conditions.size > schema.partition.length + onSort.length) {
    const [wanted] = schema.sort.filter(({ name }) => !conditions.has(name))
    throw wanted ? missing(wanted.name) : notSupported()
  }
  const partition = schema.partition.map((attribute) => {
    const condition = conditionOn(attribute, conditions)
    if (condition.operator !== '=') throw notSupported()
    return onlyValue(condition)
  })
  return { partition, ...planSort(schema.sort, onSort, conditions) }
}

function planSort(
  sort: readonly KeyAttribute[],
  used: readonly KeyAttribute[],
  conditions: KeyConditions,
): Pick<KeyPlan, 'sort' | 'range'> {
  const last = used.at(-1)
  if (!last) return { sort: [], range: undefined }
  const before = sort.slice(0, sort.indexOf(last))
  const gaps = before.filter(({ name }) => conditions.get(name)?.operator !== '=')
  if (gaps.length > 0) {
    const names = gaps.map(({ name }) => name).join(', ')
    throw new DynamoDbError(
      `RANGE key attributes ${names} must have equality conditions specified in the query because a condition is present on key attribute ${last.name}`,
    )
  }
  const values = before.map((attribute) => onlyValue(conditionOn(attribute, conditions)))
  const range = conditionOn(last, conditions)
  return range.operator === '='
    ? { sort: [...values, onlyValue(range)], range: undefined }
    : { sort: values, range }
}

function missing(name: string): DynamoDbError {
  return new DynamoDbError(`Query condition missed key schema element: ${name}`)
}

function notSupported(): DynamoDbError {
  return new DynamoDbError('Query key condition not supported')
}

/** The condition on an attribute, its values being of the attribute's type and not empty. */
function conditionOn({ name, type }: KeyAttribute, conditions: KeyConditions): KeyCondition {
  const condition = conditions.get(name)
  invariant(condition, 'Attributes with conditions have been chosen')
  if (condition.operator === 'not indexable') {
    throw new DynamoDbError('Attempted conditional constraint is not an indexable operation')
  }
  for (const value of condition.values) {
    const found: TypeName = typeOf(value)
    if (found !== type || (condition.operator === 'begins_with' && type === 'N')) {
      throw invalidParameter('Condition parameter type does not match schema type')
    }
    const empty = ('S' in value && value.S === '') || ('B' in value && value.B.length === 0)
    if (!empty || condition.operator === 'begins_with') continue
    throw new DynamoDbError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${
        type === 'S' ? 'string' : 'binary'
      } value. Key: ${name}`,
    )
  }
  return condition
}

function onlyValue({ values: [value] }: KeyCondition): AttributeValue {
  invariant(value, 'A key condition has a value')
  return value
}

/** A range of key bytes: from `start` on, and below `end`; undefined where there is no bound. */
export interface KeyRange {
  readonly start: Uint8Array | undefined
  readonly end: Uint8Array | undefined
}

/** The range of {@link keyBytes} that a condition on a sort attribute allows. */
export function keyRange({ operator, values }: KeyCondition): KeyRange {
  const [first, second] = values.map(keyBytes)
  invariant(first, 'A key condition has a value')
  switch (operator) {
    case '=':
      return { start: first, end: justBehind(first) }
    case '<':
      return { start: undefined, end: first }
    case '<=':
      return { start: undefined, end: justBehind(first) }
    case '>':
      return { start: justBehind(first), end: undefined }
    case '>=':
      return { start: first, end: undefined }
    case 'BETWEEN':
      invariant(second, 'BETWEEN has two values')
      return { start: first, end: justBehind(second) }
    case 'begins_with':
      return { start: first, end: behindAllThatBeginWith(first) }
    case 'not indexable':
      throw new InvariantError('A plan has no such condition')
  }
}

/** The first key behind one. */
function justBehind(bytes: Uint8Array): Uint8Array {
  const next = new Uint8Array(bytes.length + 1)
  next.set(bytes)
  return next
}

function behindAllThatBeginWith(bytes: Uint8Array): Uint8Array | undefined {
  const last = bytes.findLastIndex((byte) => byte < 255)
  if (last < 0) return undefined
  const end = bytes.slice(0, last + 1)
  end[last] = (end[last] ?? 0) + 1
  return end
}
