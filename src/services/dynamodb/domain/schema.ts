/** What a table is made of, as it is kept and as the rules see it. */
import { type AttributeValue, emptyItem, type Item } from '../../../engines/dynamodb/index.ts'

/** The type of a key attribute. */
export type KeyType = 'S' | 'N' | 'B'

/** The names of a key's attributes: a table has one of the first and at most one of the second, a global index up to four of either. */
export type KeySchema = { readonly hash: readonly string[]; readonly sort: readonly string[] }

/** Which attributes an index holds beside the keys of the table and its own. */
export type Projection =
  | { readonly type: 'ALL' }
  | { readonly type: 'KEYS_ONLY' }
  | { readonly type: 'INCLUDE'; readonly nonKey: readonly string[] }

/** Unit: capacity units a second. */
export type Throughput = { readonly read: number; readonly write: number }

/** The most that an on-demand table may take. Unit: request units a second; -1: no bound. */
export type OnDemandThroughput = { readonly read?: number; readonly write?: number }

export type SecondaryIndex = {
  /** Tells what this index holds from what an earlier one of the same name held. */
  readonly id: string
  readonly name: string
  readonly kind: 'local' | 'global'
  readonly key: KeySchema
  readonly projection: Projection
  /** `CREATING` while the items that were there before are being added. */
  readonly status: 'CREATING' | 'ACTIVE'
  readonly throughput?: Throughput
  readonly onDemand?: OnDemandThroughput
  readonly warm?: Throughput
}

/** The names of a key's attributes, the partition key's first. */
export function keyNames({ hash, sort }: KeySchema): string[] {
  return [...hash, ...sort]
}

/** The attributes of an item that are a key's. */
export function keyOf(schema: KeySchema, item: Readonly<Item>): Item {
  const key = emptyItem()
  for (const name of keyNames(schema)) {
    const value = item[name]
    if (value !== undefined) key[name] = value
  }
  return key
}

/** The names of a table's and an index's key attributes, each once, in the order in which AWS names them. */
export function allKeyNames(table: KeySchema, index?: KeySchema): string[] {
  return [...new Set([...(index === undefined ? [] : keyNames(index)), ...keyNames(table)])]
}

/** Whether an attribute's value is of this type. */
export function hasType(value: AttributeValue, type: KeyType): boolean {
  return Object.hasOwn(value, type)
}
