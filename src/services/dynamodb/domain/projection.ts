import { emptyItem, type Item } from '../../../engines/dynamodb/index.ts'
import { hasType, type KeySchema, type KeyType, keyNames, type SecondaryIndex } from './schema.ts'

/** What an index's entry is made of. */
export interface IndexRules {
  readonly index: Pick<SecondaryIndex, 'key' | 'projection'>
  readonly table: KeySchema
  readonly types: ReadonlyMap<string, KeyType>
}

/**
 * What an index holds of an item; undefined when it is not in the index: it lacks an attribute of the index's key, or (as only
 * items can that are older than the index) has one of another type, or an empty one.
 * Source: Developer Guide, "Using global secondary indexes", "Attribute projections", "Backfilling".
 */
export function projectIntoIndex(
  item: Readonly<Item>,
  { index, table, types }: IndexRules,
): Item | undefined {
  for (const name of keyNames(index.key)) {
    const value = item[name]
    const type = types.get(name)
    if (value === undefined || type === undefined || !hasType(value, type) || isEmpty(value)) return undefined
  }
  const { projection } = index
  if (projection.type === 'ALL') return item
  const projected = emptyItem()
  const take = (names: readonly string[]) => {
    for (const name of names) {
      const value = item[name]
      if (value !== undefined) projected[name] = value
    }
  }
  take(keyNames(table))
  take(keyNames(index.key))
  if (projection.type === 'INCLUDE') take(projection.nonKey)
  return projected
}

function isEmpty(value: object): boolean {
  return ('S' in value && value.S === '') || ('B' in value && (value.B as Uint8Array).length === 0)
}

/** Whether an index holds an attribute. */
export function isProjected(
  name: string,
  index: Pick<SecondaryIndex, 'key' | 'projection'>,
  table: KeySchema,
): boolean {
  const { projection } = index
  return (
    projection.type === 'ALL' ||
    keyNames(index.key).includes(name) ||
    keyNames(table).includes(name) ||
    (projection.type === 'INCLUDE' && projection.nonKey.includes(name))
  )
}
