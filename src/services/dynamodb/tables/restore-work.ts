/** Fills tables that are made from backups. Nobody reads or writes such a table, or changes it, before all its items are there. */
import { partitionOf } from '../../../aws/identifiers.ts'
import { itemFromJson } from '../../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import { type Atomic, atomic, type Key, type Stored } from '../../../store/index.ts'
import { addToIndex } from '../items/index-entries.ts'
import type { StoredItem } from '../items/stored-item.ts'
import { workStepCount } from '../limits.ts'
import { backupRoot, backups, type RestoreWork, type Table, tables } from '../records.ts'
import { putTable } from './changing.ts'
import { type LoadedTable, loadedTable } from './loaded-table.ts'

type Room = Pick<BackgroundSurroundings, 'store'>

/** Handles the queue of restores. One that was interrupted writes again what it wrote. */
export function restoreHandler(room: Room): JobHandler<RestoreWork> {
  return async ({ value: work }, { signal }) => {
    const { store } = room
    const stored = await tables.get(store, [work.accountId, work.region, work.name])
    if (stored?.value.id !== work.tableId || stored.value.status !== 'CREATING') return undefined
    const table = loadedTable(stored.value, stored.version, partitionOf(work.region))
    const root = backupRoot(work.backup.id)
    let after: Key | undefined
    for (;;) {
      signal.throwIfAborted()
      const page = { prefix: root, limit: workStepCount, ...(after === undefined ? {} : { after }) }
      const entries = await store.list<StoredItem>(page)
      after = entries.at(-1)?.key
      if (after === undefined) return finished(room, stored, work)
      const commit = atomic(store)
      for (const { key, value } of entries) putItem(commit, table, key.slice(root.length), value)
      await commit.commit()
    }
  }
}

function putItem(commit: Atomic, table: LoadedTable, place: Key, stored: StoredItem): void {
  commit.set([...table.itemRoot, ...place], stored)
  const item = itemFromJson(stored.item)
  for (const index of table.indexes) addToIndex(commit, table, index, item)
}

/** The table is there, and the backup may be deleted. The commit is the handler's answer. */
async function finished(
  { store }: Room,
  stored: Stored<Table>,
  { accountId, region, backup: source }: RestoreWork,
): Promise<Atomic> {
  const commit = atomic(store)
  putTable(commit, { ...stored.value, status: 'ACTIVE' }, stored)
  const backup = await backups.get(store, [accountId, region, source.tableName, source.id])
  if (backup !== undefined) {
    const restoring = backup.value.restoring.filter((id) => id !== stored.value.id)
    backups.put(commit, { ...backup.value, restoring }, backup)
  }
  return commit
}
