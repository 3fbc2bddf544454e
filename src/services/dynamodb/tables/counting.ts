/**
 * How many items a table and its indexes have, and how large they are. Small ones are counted when somebody asks; of larger ones
 * the last count is told, which is made every six hours, as on AWS.
 */
import type { BackgroundSurroundings, Surroundings } from '../../../dispatch/index.ts'
import type { Entry, Key, Store } from '../../../store/index.ts'
import type { StoredItem } from '../items/stored-item.ts'
import { countedAtOnce } from '../limits.ts'
import { type Counts, countsKey, type Table, tables } from '../records.ts'
import { type LoadedTable, loadedTable } from './loaded-table.ts'

type Count = { readonly items: number; readonly bytes: number }

/** What is told of a table. */
export async function countsOf(
  { store }: Pick<Surroundings, 'store'>,
  loaded: LoadedTable,
): Promise<Counts['of']> {
  const [known, ...counted] = await Promise.all([
    store.get<Counts>(countsKey(loaded.table.id)),
    ...rootsOf(loaded).map(async ([name, root]) => {
      const entries = await store.list<StoredItem>({ prefix: root, limit: countedAtOnce + 1 })
      return [name, entries.length <= countedAtOnce ? sum(entries) : undefined] as const
    }),
  ])
  const none = { items: 0, bytes: 0 }
  return Object.fromEntries(counted.map(([name, count]) => [name, count ?? known?.value.of[name] ?? none]))
}

function rootsOf({ itemRoot, indexes }: LoadedTable): Array<readonly [name: string, root: Key]> {
  return [['', itemRoot], ...indexes.map(({ index, root }) => [index.name, root] as const)]
}

function sum(entries: ReadonlyArray<Entry<StoredItem>>): Count {
  return { items: entries.length, bytes: entries.reduce((total, { value }) => total + value.bytes, 0) }
}

/** Counts all tables that are too large to be counted when somebody asks. */
export async function countTables(
  { store, clock }: Pick<BackgroundSurroundings, 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  let after: Key | undefined
  for (;;) {
    const page = await tables.list(store, { limit: 100, ...(after === undefined ? {} : { after }) })
    for (const { value, version } of page.items) {
      signal.throwIfAborted()
      await countTable(store, clock.now(), value, version, signal)
    }
    if (page.next === undefined) return
    after = page.next
  }
}

async function countTable(
  store: Store,
  now: number,
  table: Table,
  version: number,
  signal: AbortSignal,
): Promise<void> {
  const loaded = loadedTable(table, version, 'aws')
  const of: Record<string, Count> = {}
  for (const [name, root] of rootsOf(loaded)) {
    const count = await countAll(store, root, signal)
    if (count.items > countedAtOnce) of[name] = count
  }
  if (Object.keys(of).length === 0) return
  const counts: Counts = { at: now, of }
  // Deleted meanwhile, it needs no count.
  await store.commit([
    { type: 'check', key: loaded.head, version },
    { type: 'set', key: countsKey(table.id), value: counts },
  ])
}

async function countAll(store: Store, root: Key, signal: AbortSignal): Promise<Count> {
  let items = 0
  let bytes = 0
  let after: Key | undefined
  for (;;) {
    signal.throwIfAborted()
    const entries = await store.list<StoredItem>({
      prefix: root,
      limit: 500,
      ...(after === undefined ? {} : { after }),
    })
    const part = sum(entries)
    items += part.items
    bytes += part.bytes
    after = entries.at(-1)?.key
    if (after === undefined) return { items, bytes }
  }
}
