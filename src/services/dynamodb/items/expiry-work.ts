/** Deletes items whose time has come, as DynamoDB itself: their stream records say so. */

import { partitionOf } from '../../../aws/identifiers.ts'
import { itemFromJson } from '../../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import { atomic, type Key } from '../../../store/index.ts'
import { expirySecond } from '../domain/expiry.ts'
import { workStepCount } from '../limits.ts'
import {
  type ExpirySchedule,
  type ExpiryWork,
  expiryQueue,
  expiryRoot,
  expiryScheduleKey,
  tables,
} from '../records.ts'
import { type LoadedTable, loadedTable } from '../tables/loaded-table.ts'
import { TableChanged } from '../tables/require-table.ts'
import { placeOfExpiring } from './expiry-entries.ts'
import type { StoredItem } from './stored-item.ts'
import { writeItems } from './writing.ts'

type Room = Pick<BackgroundSurroundings, 'store' | 'clock' | 'trail'>

/**
 * Handles the queue of tables with items that end. The schedule is taken away before anything is looked at: who adds an entry from
 * then on makes a schedule of its own.
 */
export function expiryHandler(room: Room): JobHandler<ExpiryWork> {
  return async ({ value: work }, { signal }) => {
    await endSchedule(room, work)
    for (;;) {
      signal.throwIfAborted()
      const table = await findTable(room, work)
      if (table === undefined) return undefined
      const due = await findDue(room, table)
      if (due.length === 0) break
      await deleteExpired(room, table, due)
    }
    return undefined
  }
}

async function findTable({ store }: Room, work: ExpiryWork): Promise<LoadedTable | undefined> {
  const stored = await tables.get(store, [work.accountId, work.region, work.name])
  if (stored?.value.id !== work.tableId || stored.value.timeToLive === undefined) return undefined
  return loadedTable(stored.value, stored.version, partitionOf(work.region))
}

async function endSchedule({ store, clock }: Room, { tableId }: ExpiryWork): Promise<void> {
  const key = expiryScheduleKey(tableId)
  for (;;) {
    const schedule = await store.get<ExpirySchedule>(key)
    if (schedule === null || schedule.value.at > clock.now()) return
    if ((await atomic(store).check(key, schedule.version).delete(key).commit()).ok) return
  }
}

/** Items that are due; when there are none, the next look has been arranged. */
async function findDue({ store, clock }: Room, table: LoadedTable): Promise<Key[]> {
  const { id, timeToLive, accountId, region, name } = table.table
  if (timeToLive === undefined) return []
  const root = expiryRoot(id, timeToLive.id)
  const key = expiryScheduleKey(id)
  for (;;) {
    const now = clock.now()
    const schedule = await store.get<ExpirySchedule>(key)
    const due = await store.list({ prefix: root, end: [...root, now / 1000, true], limit: workStepCount })
    if (due.length > 0) return due.map((entry) => entry.key)
    const [next] = await store.list({ prefix: root, limit: 1 })
    if (next === undefined) return []
    const at = Number(next.key[1]) * 1000
    if (at <= clock.now()) continue
    if (schedule !== null && schedule.value.at <= at) return []
    const work: ExpiryWork = { accountId, region, name, tableId: id }
    const commit = atomic(store)
      .check(key, schedule?.version ?? null)
      .set(key, { at } satisfies ExpirySchedule)
      .enqueue(expiryQueue, work, { deliverAt: at })
    if ((await commit.commit()).ok) return []
  }
}

async function deleteExpired(room: Room, table: LoadedTable, due: readonly Key[]): Promise<void> {
  for (const entry of due) {
    const place = placeOfExpiring(table, entry)
    const second = Number(entry[1])
    const decide = (before: Item | undefined) => (endsAt(table, before) === second ? undefined : before)
    try {
      const [written] = await writeItems(room, [{ table, place, byTimeToLive: true, decide }])
      if (written?.before === undefined || written.after !== undefined) await dropEntry(room, table, entry)
    } catch (error) {
      // The table is loaded anew for what is left.
      if (error instanceof TableChanged) return
      throw error
    }
  }
}

function endsAt({ table }: LoadedTable, item: Item | undefined): number | undefined {
  return expirySecond(item?.[table.timeToLive?.attribute ?? ''])
}

/** An entry goes with its item, in one commit. Should one stand without, it must not be found due for ever. */
async function dropEntry({ store }: Room, table: LoadedTable, entry: Key): Promise<void> {
  const place = placeOfExpiring(table, entry)
  const item = await store.get<StoredItem>(place)
  if (item !== null && endsAt(table, itemFromJson(item.value.item)) === Number(entry[1])) return
  await atomic(store)
    .check(place, item?.version ?? null)
    .delete(entry)
    .commit()
}
