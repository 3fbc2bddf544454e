/**
 * Rules of key attributes.
 * Source: Developer Guide, "Constraints in Amazon DynamoDB", "Naming rules"; the words: recorded on AWS (dynalite,
 * dynamodb-conformance).
 */
import {
  type AttributeValue,
  dynamoDbLimits,
  equalValues,
  type Item,
  typeOf,
  valueSize,
} from '../../../engines/dynamodb/index.ts'
import { hasType, type KeySchema, keyNames } from '../domain/schema.ts'
import { invalidParameter, UpfrontRefusal, validation } from '../errors.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'

const { partitionKeyBytes, sortKeyBytes } = dynamoDbLimits

/** A key as GetItem and others are given one: it has the table's key attributes, and nothing else. */
export function checkKey({ table, types }: LoadedTable, key: Readonly<Item>): void {
  const names = keyNames(table.key)
  if (Object.keys(key).length !== names.length) throw keyMismatch()
  for (const name of names) {
    const value = key[name]
    if (value === undefined || !hasType(value, types.get(name) ?? 'S')) throw keyMismatch()
  }
  checkKeyValues(table.key, key)
}

export function keyMismatch() {
  return validation('The provided key element does not match the schema')
}

/** A whole item, as PutItem is given one. */
export function checkItemKey({ table, types }: LoadedTable, item: Readonly<Item>): void {
  for (const name of keyNames(table.key)) {
    const value = item[name]
    if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`)
    const type = types.get(name) ?? 'S'
    if (!hasType(value, type)) {
      throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`)
    }
  }
  checkKeyValues(table.key, item)
}

function checkKeyValues(key: KeySchema, item: Readonly<Item>): void {
  for (const name of keyNames(key)) {
    const value = item[name]
    const empty = value && emptyKind(value)
    if (empty !== undefined) {
      throw new UpfrontRefusal(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${name}`,
      )
    }
  }
  checkLengths(key, item)
}

function checkLengths({ hash, sort }: KeySchema, item: Readonly<Item>): void {
  if (hash.reduce((sum, name) => sum + lengthOf(item[name]), 0) > partitionKeyBytes) {
    throw invalidParameter(`Size of hashkey has exceeded the maximum size limit of${partitionKeyBytes} bytes`)
  }
  if (sort.reduce((sum, name) => sum + lengthOf(item[name]), 0) > sortKeyBytes) {
    throw invalidParameter(
      `Aggregated size of all range keys has exceeded the size limit of ${sortKeyBytes} bytes`,
    )
  }
}

/** Numbers are short, and what has another type is no key. */
function lengthOf(value: AttributeValue | undefined): number {
  return value !== undefined && ('S' in value || 'B' in value) ? valueSize(value) : 0
}

function emptyKind(value: AttributeValue): string | undefined {
  if ('S' in value && value.S === '') return 'string'
  if ('B' in value && value.B.length === 0) return 'binary'
  return undefined
}

/**
 * Attributes that are keys of indexes, in an item about to be written. What stays as it was is let be: an item may be older than
 * an index. `given`: the values of an update's expression, among which the attribute's is, or is not.
 */
export function checkIndexKeys(
  { indexes, types }: LoadedTable,
  before: Readonly<Item> | undefined,
  after: Readonly<Item>,
  given?: readonly AttributeValue[],
): void {
  // Of several indexes with one key attribute, AWS names the first by name.
  const named = indexes.map(({ index }) => index).sort((left, right) => (left.name < right.name ? -1 : 1))
  for (const index of named) {
    for (const name of keyNames(index.key)) {
      const value = after[name]
      if (value === undefined) continue
      const old = before?.[name]
      if (old !== undefined && equalValues(old, value)) continue
      const type = types.get(name) ?? 'S'
      if (!hasType(value, type)) {
        if (given !== undefined && !given.some((one) => equalValues(one, value))) {
          throw validation(
            'The update expression attempted to update the secondary index key to unsupported type',
          )
        }
        throw invalidParameter(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
        )
      }
      const empty = emptyKind(value)
      if (empty !== undefined) {
        throw new UpfrontRefusal(
          given !== undefined
            ? `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value.`
            : `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value. IndexName: ${index.name}, IndexKey: ${name}`,
        )
      }
    }
    checkLengths(index.key, after)
  }
}
