import { partitionOf } from '../../../aws/identifiers.ts'
import type { Store } from '../../../store/index.ts'
import type { TableAddress } from '../domain/names.ts'
import { headKey, tables } from '../records.ts'
import { type LoadedTable, loadedTable } from './loaded-table.ts'

/** Tables that are remembered. Ours. */
const rememberedMax = 1000

/**
 * Remembers tables between requests. A table that has changed is forgotten when the store tells of it: on this node before the
 * change is answered, on others some milliseconds later. Whoever decides by a remembered table asks the store for its head
 * at that version, in the same read or commit.
 */
export class TableCache {
  readonly #store: Store
  readonly #known = new Map<string, { readonly table: LoadedTable; readonly stop: () => void }>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Undefined when there is no such table. */
  find(address: TableAddress): LoadedTable | Promise<LoadedTable | undefined> {
    const name = nameOf(address)
    return this.#known.get(name)?.table ?? this.#load(name, address)
  }

  /** It turned out to be another by now. */
  forget(address: TableAddress): void {
    const name = nameOf(address)
    this.#known.get(name)?.stop()
    this.#known.delete(name)
  }

  async #load(name: string, address: TableAddress): Promise<LoadedTable | undefined> {
    let changed = false
    const stop = this.#store.subscribe({ type: 'record', prefix: headKey(address) }, () => {
      changed = true
      stop()
      if (this.#known.get(name)?.stop === stop) this.#known.delete(name)
    })
    const { accountId, region } = address
    let table: LoadedTable | undefined
    try {
      const stored = await tables.get(this.#store, [accountId, region, address.name])
      table = stored && loadedTable(stored.value, stored.version, partitionOf(region))
    } finally {
      if (table === undefined) stop()
    }
    if (table === undefined || changed) {
      stop()
      return table
    }
    this.#makeRoom()
    this.#known.get(name)?.stop()
    this.#known.set(name, { table, stop })
    return table
  }

  #makeRoom(): void {
    if (this.#known.size < rememberedMax) return
    for (const { stop } of this.#known.values()) stop()
    this.#known.clear()
  }
}

function nameOf({ accountId, region, name }: TableAddress): string {
  return `${accountId}/${region}/${name}`
}

const caches = new WeakMap<Store, TableCache>()

/** The tables that are remembered of a store. */
export function tableCache(store: Store): TableCache {
  let cache = caches.get(store)
  if (cache === undefined) {
    cache = new TableCache(store)
    caches.set(store, cache)
  }
  return cache
}
