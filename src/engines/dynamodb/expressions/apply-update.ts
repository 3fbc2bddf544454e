import { DynamoDbError } from '../errors.ts'
import { nestingLevels } from '../limits.ts'
import { addNumbers, subtractNumbers } from '../numbers/arithmetic.ts'
import { bytesKey } from '../values/bytes.ts'
import type { AttributeValue, Item } from '../values/types.ts'
import { tooDeep } from '../values/validate.ts'
import { ChangeTree, removed, wrongPath } from './change-tree.ts'
import { type Path, valueAt } from './paths.ts'
import type { Update, UpdateAction, UpdateOperand } from './update.ts'

/**
 * The item that an update makes of another. `item` is undefined when there is none; then the update makes one of the
 * `key` (an item of the key's attributes), or none (undefined) when all that it does is to take away. What it reads is the
 * item as it was before all of it. The item handed in stays as it is; what did not change is shared. Fails with a
 * DynamoDbError. Says nothing of keys that must not change, nor of the item's size.
 * Source: Developer Guide, "Using update expressions in DynamoDB"; what becomes of items that are not there was observed
 * on AWS by ScyllaDB Alternator's tests.
 */
export function applyUpdate(update: Update, item: Readonly<Item>, key: Readonly<Item>): Item
/** For an item that may not be there: undefined when there is none, and none comes of it. */
export function applyUpdate(
  update: Update,
  item: Readonly<Item> | undefined,
  key: Readonly<Item>,
): Item | undefined
/** The work of both. */
export function applyUpdate(
  { actions }: Update,
  item: Readonly<Item> | undefined,
  key: Readonly<Item>,
): Item | undefined {
  const before = item ?? key
  const changes = new ChangeTree()
  for (const action of actions) {
    // From an item that is not there nothing is removed, and no path is wrong for that.
    if (!item && action.type === 'REMOVE') continue
    const value = outcomeOf(action, before)
    if (value !== undefined) changes.add(action.path, value)
  }
  const takesAway = actions.length > 0 && actions.every(({ type }) => type === 'REMOVE' || type === 'DELETE')
  return !item && takesAway ? undefined : changes.applyTo(before)
}

/** What comes to stand at the action's path; undefined when nothing changes. */
function outcomeOf(action: UpdateAction, item: Readonly<Item>): AttributeValue | typeof removed | undefined {
  if (action.type === 'REMOVE') return removed
  if (action.type === 'SET') {
    const value = resolve(action.value, item)
    if (action.path.length > 1) checkDepth(value, action.path)
    return value
  }
  const present = valueAt(item, action.path)
  if (!present && action.type === 'DELETE') return undefinedUnlessPathIsWrong(item, action.path)
  const outcome =
    action.type === 'ADD' ? added(present, action.value) : present && without(present, action.value)
  if (outcome) return outcome
  throw action.legacy ? new DynamoDbError('Type mismatch for attribute to update') : wrongType()
}

/** DELETE from what is not there changes nothing; but the way to it must be there. */
function undefinedUnlessPathIsWrong(item: Readonly<Item>, path: Path): undefined {
  if (path.length === 1) return undefined
  const [head, ...rest] = path
  const parent = valueAt(item, [head, ...rest.slice(0, -1)])
  const fits = parent && (typeof path.at(-1) === 'number' ? 'L' in parent : 'M' in parent)
  if (!fits) throw wrongPath()
  return undefined
}

function wrongType(): DynamoDbError {
  return new DynamoDbError('An operand in the update expression has an incorrect data type')
}

function resolve(operand: UpdateOperand, item: Readonly<Item>): AttributeValue {
  switch (operand.type) {
    case 'value':
      return operand.value
    case 'path': {
      const value = valueAt(item, operand.path)
      if (value) return value
      throw new DynamoDbError(
        'The provided expression refers to an attribute that does not exist in the item',
      )
    }
    case 'if not exists':
      return valueAt(item, operand.path) ?? resolve(operand.otherwise, item)
    case 'append': {
      const first = resolve(operand.first, item)
      const second = resolve(operand.second, item)
      if (!('L' in first && 'L' in second)) throw wrongType()
      return { L: [...first.L, ...second.L] }
    }
    default: {
      const left = resolve(operand.left, item)
      const right = resolve(operand.right, item)
      if (!('N' in left && 'N' in right)) throw wrongType()
      return { N: operand.type === '+' ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) }
    }
  }
}

/**
 * Undefined when the types do not go together. Lists are for AttributeUpdates alone.
 * Source: API Reference, UpdateItem, `UpdateExpression` and `AttributeUpdates`, ADD.
 */
function added(present: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (!present) return value
  if ('N' in present && 'N' in value) return { N: addNumbers(present.N, value.N) }
  if ('SS' in present && 'SS' in value) return { SS: [...new Set([...present.SS, ...value.SS])] }
  if ('NS' in present && 'NS' in value) return { NS: [...new Set([...present.NS, ...value.NS])] }
  if ('BS' in present && 'BS' in value) return { BS: distinctBytes([...present.BS, ...value.BS]) }
  return 'L' in present && 'L' in value ? { L: [...present.L, ...value.L] } : undefined
}

/** A set without some members; no set is empty, so none is left then. Undefined when the types do not go together. */
function without(
  present: AttributeValue,
  value: AttributeValue,
): AttributeValue | typeof removed | undefined {
  if ('SS' in present && 'SS' in value) {
    const left = present.SS.filter((member) => !value.SS.includes(member))
    return left.length > 0 ? { SS: left } : removed
  }
  if ('NS' in present && 'NS' in value) {
    const left = present.NS.filter((member) => !value.NS.includes(member))
    return left.length > 0 ? { NS: left } : removed
  }
  if ('BS' in present && 'BS' in value) {
    const gone = new Set(value.BS.map(bytesKey))
    const left = present.BS.filter((member) => !gone.has(bytesKey(member)))
    return left.length > 0 ? { BS: left } : removed
  }
  return undefined
}

function distinctBytes(members: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(members.map((member) => [bytesKey(member), member])).values()]
}

/** A value put at a path lies as many levels deeper as the path has further steps. */
function checkDepth(value: AttributeValue, path: Path): void {
  if (path.length - 1 + levelsOf(value) > nestingLevels) throw tooDeep()
}

function levelsOf(value: AttributeValue): number {
  if ('L' in value) return 1 + Math.max(0, ...value.L.map(levelsOf))
  if ('M' in value) return 1 + Math.max(0, ...Object.values(value.M).map(levelsOf))
  return 1
}
