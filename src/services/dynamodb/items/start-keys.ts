/**
 * Where a page begins: ExclusiveStartKey, which is LastEvaluatedKey of the page before.
 * Source: API Reference, Query and Scan; the words: recorded on AWS (dynalite).
 */
import { DynamoDbError, type Item, validateItem } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import { allKeyNames, hasType, keyOf } from '../domain/schema.ts'
import { validation } from '../errors.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { entryPlace, itemPlace } from './item-keys.ts'

type WireItem = Parameters<typeof validateItem>[0]

/** Its values, held against the rules of values. */
export function readStartKey(key: WireItem | undefined): Item | undefined {
  if (key === undefined) return undefined
  try {
    return validateItem(key)
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error
    throw invalidStart(error.message)
  }
}

/** What an index or, without one, the table goes on behind. It has the keys of both, and nothing else. */
export function startPlace(
  table: LoadedTable,
  target: LoadedTable['indexes'][number] | undefined,
  key: Item,
): Key {
  const names = allKeyNames(table.table.key, target?.index.key)
  const fits = (name: string) => {
    const value = key[name]
    return value !== undefined && hasType(value, table.types.get(name) ?? 'S')
  }
  if (Object.keys(key).length !== names.length || !names.every(fits)) {
    throw target === undefined
      ? invalidStart('The provided key element does not match the schema')
      : validation('The provided starting key is invalid')
  }
  return target === undefined
    ? itemPlace(table, key)
    : entryPlace(target.root, target.index.key, table.table.key, key)
}

/** The key to go on with after an item. */
export function lastKey(
  table: LoadedTable,
  target: LoadedTable['indexes'][number] | undefined,
  item: Item,
): Item {
  const index = target?.index.key
  return { ...(index === undefined ? {} : keyOf(index, item)), ...keyOf(table.table.key, item) }
}

function invalidStart(reason: string) {
  return validation(`The provided starting key is invalid: ${reason}`)
}
