import { type Soon, soon } from '../../../base/soon.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { TableChanged } from '../tables/require-table.ts'
import { readItem, type WrittenItem, writtenItem } from './stored-item.ts'

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
  surroundings: Pick<Surroundings, 'store'>,
  wanted: readonly ItemWanted[],
): Promise<Array<ItemRead | undefined>> {
  const written = await readWrittenItems(surroundings, wanted)
  return written.map((one) => one && { item: readItem(one), bytes: one.bytes })
}

/** The same as they are written, at once where they are in memory. */
export function readWrittenItems(
  { store }: Pick<Surroundings, 'store'>,
  wanted: readonly ItemWanted[],
): Soon<Array<WrittenItem | undefined>> {
  const tables = [...new Set(wanted.map(({ table }) => table))]
  const asked = [...tables.map(({ head }) => head), ...wanted.map(({ place }) => place)]
  return soon(store.getStored(asked), (entries) => {
    for (const [index, table] of tables.entries()) {
      if (entries[index]?.version !== table.version) throw new TableChanged(table.table)
    }
    return entries.slice(tables.length).map((entry) => (entry ? writtenItem(entry.value) : undefined))
  })
}
