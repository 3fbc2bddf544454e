/**
 * Reads a page of a table or an index, in order. A page ends where the request's limit is reached, or a mebibyte was read: before
 * anything is filtered.
 * Source: Developer Guide, "Paginating table query results"; API Reference, Query and Scan.
 */
import { itemFromJson } from '../../../delivery/index.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import { pageBytes, readStepCount } from '../limits.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { TableChanged } from '../tables/require-table.ts'
import type { ItemRead } from './reading.ts'
import type { StoredItem } from './stored-item.ts'

/** What of a table or index is read. `after`: where the page before ended. */
export interface PageRange {
  readonly prefix: Key
  readonly start?: Key
  readonly end?: Key
  readonly after?: Key
  readonly reverse?: boolean
}

export interface PageRead {
  readonly items: readonly ItemRead[]
  /** All of them together. */
  readonly bytes: number
  /** The last item, when there may be more behind it. */
  readonly last: Item | undefined
}

export async function readPage(
  context: Pick<Surroundings, 'store'>,
  table: LoadedTable,
  range: PageRange,
  limit: number = Number.MAX_SAFE_INTEGER,
): Promise<PageRead> {
  const items: ItemRead[] = []
  let bytes = 0
  let after = range.after
  for (;;) {
    const step = stepCount(items.length, bytes, limit)
    const from = { ...range, ...(after === undefined ? {} : { after }), limit: step }
    const entries = await readStep(context, table, from, items.length === 0)
    for (const { key, value } of entries) {
      items.push({ item: itemFromJson(value.item), bytes: value.bytes })
      bytes += value.bytes
      after = key
      if (items.length >= limit || bytes >= pageBytes) return { items, bytes, last: items.at(-1)?.item }
    }
    if (entries.length < step) return { items, bytes, last: undefined }
  }
}

/** So many as fit, going by those that were read. */
function stepCount(count: number, bytes: number, limit: number): number {
  const fitting =
    count === 0 ? readStepCount / 4 : Math.ceil(((pageBytes - bytes) * count) / Math.max(bytes, 1))
  return Math.min(Math.max(fitting, 1), readStepCount * 4, limit - count)
}

/** The table's head is looked at with the first step, so that nothing of a deleted table is shown. */
async function readStep(
  { store }: Pick<Surroundings, 'store'>,
  { table, head, version }: LoadedTable,
  range: PageRange & { readonly limit: number },
  first: boolean,
) {
  const listing = store.list<StoredItem>(range)
  if (!first) return listing
  const [entries, found] = await Promise.all([listing, store.get(head)])
  if (found?.version !== version) throw new TableChanged(table)
  return entries
}
