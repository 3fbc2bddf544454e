import { itemFromJson } from '../../../delivery/index.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { TableChanged } from '../tables/require-table.ts'
import type { StoredItem } from './stored-item.ts'

/** An item that was read. `bytes`: its size as DynamoDB counts. */
export interface ItemRead {
  readonly item: Item
  readonly bytes: number
}

/** Which item is asked for. */
export interface ItemWanted {
  readonly table: LoadedTable
  readonly place: Key
}

/**
 * Reads items, all as of one instant; undefined for what is not there. Fails with TableChanged when a table is no longer the one
 * that was loaded.
 */
export async function readItems(
  { store }: Pick<Surroundings, 'store'>,
  wanted: readonly ItemWanted[],
): Promise<Array<ItemRead | undefined>> {
  const tables = [...new Set(wanted.map(({ table }) => table))]
  const entries = await store.getMany<StoredItem>([
    ...tables.map(({ head }) => head),
    ...wanted.map(({ place }) => place),
  ])
  for (const [index, table] of tables.entries()) {
    if (entries[index]?.version !== table.version) throw new TableChanged(table.table)
  }
  return entries
    .slice(tables.length)
    .map((entry) => entry?.value && { item: itemFromJson(entry.value.item), bytes: entry.value.bytes })
    .map((read) => read ?? undefined)
}
