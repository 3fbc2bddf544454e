/** Single changes of items, as the operations that make them share them: PutItem and its likes, batches, transactions, PartiQL. */
import {
  type AttributeValue,
  applyUpdate,
  type Condition,
  dynamoDbLimits,
  evaluateCondition,
  type Item,
  itemSize,
  type Update,
} from '../../../engines/dynamodb/index.ts'
import { keyNames } from '../domain/schema.ts'
import { conditionFailed, invalidParameter, UpfrontRefusal } from '../errors.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { itemPlace } from './item-keys.ts'
import { checkIndexKeys, checkItemKey, checkKey } from './key-rules.ts'
import type { ItemWrite } from './writing.ts'

/** What must hold of the item that is there, and whether a refusal shows it. */
export interface Requirement {
  readonly condition: Condition | undefined
  /** ReturnValuesOnConditionCheckFailure. */
  readonly showItem?: 'ALL_OLD' | 'NONE' | undefined
}

const tooLargeToPut = 'Item size has exceeded the maximum allowed size'
const tooLargeToUpdate = 'Item size to update has exceeded the maximum allowed size'

/** Fails as PutItem does for an item that is too large by itself; answers its size. */
export function checkItemSize(item: Readonly<Item>): number {
  const bytes = itemSize(item)
  if (bytes > dynamoDbLimits.itemBytes) throw new UpfrontRefusal(tooLargeToPut)
  return bytes
}

/** Puts an item. `wanted`: the request asks for what was there before. `bytes`: the item's size, where it is known. */
export function preparePut(
  table: LoadedTable,
  item: Item,
  requirement: Requirement,
  wanted = true,
  bytes = itemSize(item),
): ItemWrite {
  checkItemKey(table, item)
  checkIndexKeys(table, undefined, item)
  return {
    table,
    place: itemPlace(table, item),
    bytes,
    blind: !wanted && requirement.condition === undefined,
    tooLarge: tooLargeToPut,
    decide: (before) => {
      require(requirement, before)
      return item
    },
  }
}

export function prepareDelete(
  table: LoadedTable,
  key: Item,
  requirement: Requirement,
  wanted = true,
): ItemWrite {
  checkKey(table, key)
  return {
    table,
    place: itemPlace(table, key),
    blind: !wanted && requirement.condition === undefined,
    decide: (before) => {
      require(requirement, before)
      return undefined
    },
  }
}

/** Holds a condition against an item and leaves it as it is. */
export function prepareCheck(table: LoadedTable, key: Item, requirement: Requirement): ItemWrite {
  checkKey(table, key)
  return {
    table,
    place: itemPlace(table, key),
    decide: (before) => {
      require(requirement, before)
      return before
    },
  }
}

/** Updates an item, or makes one. */
export function prepareUpdate(
  table: LoadedTable,
  key: Item,
  update: Update,
  requirement: Requirement,
): ItemWrite {
  checkKey(table, key)
  checkKeyUnchanged(table, update)
  const given = givenValues(update)
  return {
    table,
    place: itemPlace(table, key),
    tooLarge: tooLargeToUpdate,
    decide: (before) => {
      require(requirement, before)
      const after = applyUpdate(update, before, key)
      if (after !== undefined) checkIndexKeys(table, before, after, given)
      return after
    },
  }
}

function checkKeyUnchanged({ table }: LoadedTable, { actions }: Update): void {
  const names = keyNames(table.key)
  for (const { path } of actions) {
    if (names.includes(path[0])) {
      throw invalidParameter(`Cannot update attribute ${path[0]}. This attribute is part of the key`)
    }
  }
}

/** The values that an update names. */
function givenValues({ actions }: Update): AttributeValue[] {
  return actions.flatMap((action): AttributeValue[] => {
    if (action.type === 'ADD' || action.type === 'DELETE') return [action.value]
    return action.type === 'SET' && action.value.type === 'value' ? [action.value.value] : []
  })
}

function require({ condition, showItem }: Requirement, item: Item | undefined): void {
  if (condition === undefined || evaluateCondition(condition, item)) return
  throw conditionFailed(showItem === 'ALL_OLD' ? item : undefined)
}
