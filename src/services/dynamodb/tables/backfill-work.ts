/**
 * Fills an index that was added to a table, or the list of items that end, with the items that are there. From the commit that
 * added it on, writers keep it themselves; so an item is added here only if it has not changed since it was read, and one that
 * has is read again.
 * Source: Developer Guide, "Managing global secondary indexes", "Phases of index creation".
 */

import { partitionOf } from '../../../aws/identifiers.ts'
import { itemFromJson } from '../../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import { type Atomic, atomic, type Entry, type Key, type Stored } from '../../../store/index.ts'
import { changeExpiry, scheduleExpiry } from '../items/expiry-entries.ts'
import { addToIndex } from '../items/index-entries.ts'
import type { StoredItem } from '../items/stored-item.ts'
import { workStepCount } from '../limits.ts'
import { type Backfill, type ExpirySchedule, expiryScheduleKey, type Table, tables } from '../records.ts'
import { putTable } from './changing.ts'
import { type LoadedTable, loadedTable } from './loaded-table.ts'

type Room = Pick<BackgroundSurroundings, 'store' | 'clock'>

/** Handles the queue of backfills. */
export function backfillHandler(room: Room): JobHandler<Backfill> {
  return async ({ value: work }, { signal }) => {
    let after: Key | undefined
    for (;;) {
      signal.throwIfAborted()
      const stored = await findUnfilled(room, work)
      if (stored === undefined) return undefined
      const table = loadedTable(stored.value, stored.version, partitionOf(work.region))
      const entries = await room.store.list<StoredItem>({
        prefix: table.itemRoot,
        limit: workStepCount,
        ...(after === undefined ? {} : { after }),
      })
      const last = entries.at(-1)
      if (last === undefined) return finished(room, stored, work)
      if (await fill(room, table, work, entries)) after = last.key
    }
  }
}

/** The table, if it is still the one, and what is to be filled still is. */
async function findUnfilled({ store }: Room, work: Backfill): Promise<Stored<Table> | undefined> {
  const stored = await tables.get(store, [work.accountId, work.region, work.name])
  if (stored?.value.id !== work.tableId) return undefined
  const { indexes, timeToLive } = stored.value
  const index = indexes.some(({ id, status }) => id === work.target && status === 'CREATING')
  const list = timeToLive?.id === work.target && timeToLive.status === 'ENABLING'
  return index || list ? stored : undefined
}

/** Adds some items, all or none; false when one of them, or the table, has changed. */
async function fill(
  { store, clock }: Room,
  table: LoadedTable,
  { target }: Backfill,
  entries: ReadonlyArray<Entry<StoredItem>>,
): Promise<boolean> {
  const commit = atomic(store).check(table.head, table.version)
  const index = table.indexes.find((one) => one.index.id === target)
  const schedule =
    index === undefined ? await store.get<ExpirySchedule>(expiryScheduleKey(table.table.id)) : null
  const seconds: number[] = []
  for (const { key, value, version } of entries) {
    commit.check(key, version)
    const item = itemFromJson(value.item)
    if (index !== undefined) addToIndex(commit, table, index, item)
    else {
      const second = changeExpiry(commit, table, key, undefined, item, clock.now())
      if (second !== undefined) seconds.push(second)
    }
  }
  if (index === undefined) scheduleExpiry(commit, table, schedule, seconds)
  return (await commit.commit()).ok
}

/** The index is there, or the list is. The commit is the handler's answer; if the table changes first, all is looked at again. */
function finished({ store }: Room, stored: Stored<Table>, { target }: Backfill): Atomic {
  const table = stored.value
  const indexes = table.indexes.map((index) =>
    index.id === target ? { ...index, status: 'ACTIVE' as const } : index,
  )
  const creating = indexes.some(({ status }) => status === 'CREATING')
  const commit = atomic(store)
  const next: Table = {
    ...table,
    indexes,
    status: creating ? 'UPDATING' : 'ACTIVE',
    ...(table.timeToLive?.id === target ? { timeToLive: { ...table.timeToLive, status: 'ENABLED' } } : {}),
  }
  putTable(commit, next, stored)
  return commit
}
