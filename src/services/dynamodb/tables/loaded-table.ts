import type { Partition } from '../../../aws/identifiers.ts'
import { type Item, keyBytes } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import { tableArn } from '../domain/names.ts'
import type { KeyType, SecondaryIndex } from '../domain/schema.ts'
import { headKey, indexRoot, itemRoot, type Table } from '../records.ts'

/** A table as it was read, with what is often asked of it. */
export interface LoadedTable {
  readonly table: Table
  /** The version of the table and of its head. */
  readonly version: number
  readonly head: Key
  readonly arn: string
  /** Types of all key attributes, by name. */
  readonly types: ReadonlyMap<string, KeyType>
  readonly itemRoot: Key
  readonly indexes: ReadonlyArray<{ readonly index: SecondaryIndex; readonly root: Key }>
}

export function loadedTable(table: Table, version: number, partition: Partition): LoadedTable {
  return {
    table,
    version,
    head: headKey(table),
    arn: tableArn(partition, table),
    types: new Map(table.attributes.map(({ name, type }) => [name, type])),
    itemRoot: itemRoot(table.id),
    indexes: table.indexes.map((index) => ({ index, root: indexRoot(table.id, index.id) })),
  }
}

/** The bytes of a key attribute that is known to be there. */
export function attributeBytes(item: Readonly<Item>, name: string): Uint8Array {
  const value = item[name]
  return value === undefined ? new Uint8Array() : keyBytes(value)
}
