import { DynamoDbError } from '../errors.ts'
import type { Condition, Operand } from '../expressions/condition.ts'
import type { KeyCondition } from '../expressions/key-condition.ts'
import {
  type KeyAttribute,
  type KeyPlan,
  type KeyRange,
  type KeySchema,
  keyRange,
} from '../expressions/key-plan.ts'
import { compareBytes } from '../values/bytes.ts'
import { equalValues } from '../values/compare.ts'
import { type AttributeValue, emptyItem, type Item, typeOf } from '../values/types.ts'

/** Unit: partitions or items that one SELECT may name. Observed on AWS by floci. */
const decomposedReads = 50

/** How a SELECT reads: the whole table or index, or some ranges of keys. Its condition then filters what is read. */
export type SelectPlan =
  | { readonly type: 'scan' }
  | { readonly type: 'queries'; readonly plans: readonly KeyPlan[] }

/**
 * Finds the keys that a SELECT's condition names: without one for each attribute of the partition key, all is read.
 * Fails with a DynamoDbError. The whole condition must hold of what is read; this only says where to look.
 */
export function planSelect(condition: Condition | undefined, schema: KeySchema): SelectPlan {
  const branches = condition ? branchesOf(condition, schema) : undefined
  if (!branches) return { type: 'scan' }
  const plans = branches.flatMap((conjuncts) => plansOf(conjuncts, schema))
  if (plans.length > decomposedReads) {
    throw new DynamoDbError('Too many decomposed read operations for a given query.')
  }
  plans.forEach((plan, index) => {
    if (plans.slice(0, index).some((other) => mayOverlap(plan, other))) {
      throw new DynamoDbError('Overlapping conditions with range keys are not supported in where clause')
    }
  })
  return { type: 'queries', plans }
}

/** The alternatives of a condition, each as what must hold together; undefined when one of them names no partition. */
function branchesOf(condition: Condition, schema: KeySchema): Condition[][] | undefined {
  const parts = conjunctsOf(condition)
  if (namesPartition(parts, schema)) return [parts]
  for (const [index, part] of parts.entries()) {
    if (part.type !== 'or') continue
    const rest = parts.filter((_, other) => other !== index)
    const branches = part.conditions.map((branch) => [...conjunctsOf(branch), ...rest])
    if (branches.every((branch) => namesPartition(branch, schema))) return branches
  }
  return undefined
}

function conjunctsOf(condition: Condition): Condition[] {
  return condition.type === 'and' ? condition.conditions.flatMap(conjunctsOf) : [condition]
}

function namesPartition(conjuncts: readonly Condition[], schema: KeySchema): boolean {
  return schema.partition.every(({ name }) => choicesFor(name, conjuncts) !== undefined)
}

/** The values that an attribute may have by an equality or IN; undefined when it is not so bound. */
function choicesFor(name: string, conjuncts: readonly Condition[]): AttributeValue[] | undefined {
  for (const part of conjuncts) {
    const equal = equalityOf(part)
    if (equal?.name === name) return [equal.value]
    if (part.type !== 'in' || nameOf(part.operand) !== name) continue
    const values = part.choices.map((choice) => (choice.type === 'value' ? choice.value : undefined))
    if (values.every((value) => value !== undefined)) return values
  }
  return undefined
}

function plansOf(conjuncts: readonly Condition[], schema: KeySchema): KeyPlan[] {
  const partitions = combinations(
    schema.partition.map((attribute) => typed(attribute, choicesFor(attribute.name, conjuncts) ?? [])),
  )
  const sort: AttributeValue[][] = []
  let range: KeyCondition | undefined
  for (const attribute of schema.sort) {
    const choices = choicesFor(attribute.name, conjuncts)
    if (!choices) {
      range = rangeFor(attribute, conjuncts)
      break
    }
    sort.push(typed(attribute, choices))
  }
  return partitions.flatMap((partition) =>
    combinations(sort).map((values): KeyPlan => ({ partition, sort: values, range })),
  )
}

function combinations(lists: ReadonlyArray<readonly AttributeValue[]>): AttributeValue[][] {
  return lists.reduce<AttributeValue[][]>(
    (all, choices) => all.flatMap((begun) => choices.map((choice) => [...begun, choice])),
    [[]],
  )
}

function typed({ name, type }: KeyAttribute, values: AttributeValue[]): AttributeValue[] {
  if (values.every((value) => typeOf(value) === type)) return values
  throw new DynamoDbError(
    `Key attribute's data type should match its data type in table's schema: Key ${name}`,
  )
}

/** The first comparison with a sort attribute that a range of keys can stand for. */
function rangeFor({ name, type }: KeyAttribute, conjuncts: readonly Condition[]): KeyCondition | undefined {
  for (const part of conjuncts) {
    const range = rangeOf(part, name)
    if (range?.values.every((value) => typeOf(value) === type)) return range
  }
  return undefined
}

const turned = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

function rangeOf(part: Condition, name: string): KeyCondition | undefined {
  if (part.type === 'compare' && part.operator !== '=' && part.operator !== '<>') {
    if (nameOf(part.left) === name && part.right.type === 'value') {
      return { operator: part.operator, values: [part.right.value] }
    }
    if (nameOf(part.right) === name && part.left.type === 'value') {
      return { operator: turned[part.operator], values: [part.left.value] }
    }
  }
  if (part.type === 'between' && nameOf(part.operand) === name) {
    const { lower, upper } = part
    if (lower.type === 'value' && upper.type === 'value') {
      return { operator: 'BETWEEN', values: [lower.value, upper.value] }
    }
  }
  if (part.type === 'begins with' && nameOf(part.operand) === name && part.start.type === 'value') {
    return { operator: 'begins_with', values: [part.start.value] }
  }
  return undefined
}

/** Whether two plans may read the same item: the same partition, and ranges of sort keys that have something in common. */
function mayOverlap(one: KeyPlan, other: KeyPlan): boolean {
  if (!one.partition.every((value, index) => sameValue(value, other.partition[index]))) return false
  const length = Math.max(one.sort.length, other.sort.length) + 1
  for (let index = 0; index < length; index++) {
    if (!intersect(rangeAt(one, index), rangeAt(other, index))) return false
  }
  return true
}

function sameValue(value: AttributeValue, other: AttributeValue | undefined): boolean {
  return other !== undefined && equalValues(value, other)
}

function rangeAt({ sort, range }: KeyPlan, index: number): KeyRange {
  const value = sort[index]
  if (value) return keyRange({ operator: '=', values: [value] })
  return range && index === sort.length ? keyRange(range) : { start: undefined, end: undefined }
}

function intersect(one: KeyRange, other: KeyRange): boolean {
  const ends = (left: KeyRange, right: KeyRange) =>
    left.end !== undefined && right.start !== undefined && compareBytes(left.end, right.start) <= 0
  return !ends(one, other) && !ends(other, one)
}

function nameOf(operand: Operand): string | undefined {
  return operand.type === 'path' && operand.path.length === 1 ? operand.path[0] : undefined
}

function equalityOf(part: Condition, inOne = true): { name: string; value: AttributeValue } | undefined {
  if (inOne && part.type === 'in' && part.choices.length === 1 && part.choices[0]?.type === 'value') {
    const name = nameOf(part.operand)
    return name === undefined ? undefined : { name, value: part.choices[0].value }
  }
  if (part.type !== 'compare' || part.operator !== '=') return undefined
  const [operand, other] = part.left.type === 'value' ? [part.right, part.left] : [part.left, part.right]
  const name = nameOf(operand)
  return name === undefined || other.type !== 'value' ? undefined : { name, value: other.value }
}

/** One item that a condition names by its whole key, and what else it asks. */
export interface NamedItem {
  readonly key: Item
  /** What must hold beside; undefined when nothing must. */
  readonly rest: Condition | undefined
}

/**
 * The item that the condition of a write, or of a read in a transaction or batch, names; undefined when it does not name
 * exactly one by equalities with all key attributes. For a read, IN with one value is an equality. Fails with a
 * DynamoDbError when a write gives two values for one attribute; a read that does names no item by its key alone.
 */
export function namedItem(
  condition: Condition | undefined,
  schema: KeySchema,
  access: 'read' | 'write',
): NamedItem | undefined {
  const key = emptyItem()
  const rest: Condition[] = []
  const names = new Set([...schema.partition, ...schema.sort].map(({ name }) => name))
  for (const part of condition ? conjunctsOf(condition) : []) {
    const equal = equalityOf(part, access === 'read')
    const known = equal && key[equal.name]
    const differs = equal && known && !equalValues(known, equal.value)
    if (!equal || !names.has(equal.name) || (differs && access === 'read')) {
      rest.push(part)
      continue
    }
    if (differs) {
      throw new DynamoDbError(
        `Multiple conditions on same key ${equal.name}. Only single item Update/Insert/Delete are supported`,
      )
    }
    key[equal.name] = equal.value
  }
  if ([...names].some((name) => key[name] === undefined)) return undefined
  const [first] = rest
  return { key, rest: rest.length < 2 ? first : { type: 'and', conditions: rest } }
}
