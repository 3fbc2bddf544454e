/**
 * Items that end: an entry for each, by the second in which it ends, and for each table a schedule of when somebody looks. Who adds
 * an entry that ends before the schedule's instant moves the schedule, and with it a message, in the same commit; who adds any
 * entry requires the schedule to be as it was read. So there is always a message no later than the first entry.
 */
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { Atomic, Entry, Key } from '../../../store/index.ts'
import { expirySecond, isTooOld } from '../domain/expiry.ts'
import {
  type ExpirySchedule,
  type ExpiryWork,
  expiryQueue,
  expiryRoot,
  expiryScheduleKey,
  type TimeToLive,
} from '../records.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'

/** Where an item's entry is. */
export function expiryPlace(tableId: string, { id }: TimeToLive, second: number, place: Key): Key {
  return [...expiryRoot(tableId, id), second, ...place.slice(1)]
}

/** Where the item of an entry is. */
export function placeOfExpiring({ itemRoot }: LoadedTable, entry: Key): Key {
  return [...itemRoot, ...entry.slice(2)]
}

/** Adds to a commit what a change of an item does to its entry. `now`: milliseconds since the epoch. Returns the second of a new entry. */
export function changeExpiry(
  commit: Atomic,
  { table }: LoadedTable,
  place: Key,
  before: Readonly<Item> | undefined,
  after: Readonly<Item> | undefined,
  now: number,
): number | undefined {
  const { timeToLive } = table
  if (timeToLive === undefined) return undefined
  const { attribute } = timeToLive
  const old = expirySecond(before?.[attribute])
  const wanted = expirySecond(after?.[attribute])
  const next = wanted === undefined || isTooOld(wanted, now) ? undefined : wanted
  if (old === next) return undefined
  if (old !== undefined) commit.delete(expiryPlace(table.id, timeToLive, old, place))
  if (next !== undefined) commit.set(expiryPlace(table.id, timeToLive, next, place), {})
  return next
}

/** Has somebody look at the table's items when the first of these seconds has come, if nobody would sooner. */
export function scheduleExpiry(
  commit: Atomic,
  { table }: LoadedTable,
  schedule: Entry<ExpirySchedule> | null,
  seconds: readonly number[],
): void {
  if (seconds.length === 0) return
  const key = expiryScheduleKey(table.id)
  commit.check(key, schedule?.version ?? null)
  const at = Math.min(...seconds) * 1000
  if (schedule !== null && schedule.value.at <= at) return
  const next: ExpirySchedule = { at }
  const { accountId, region, name, id } = table
  const work: ExpiryWork = { accountId, region, name, tableId: id }
  commit.set(key, next).enqueue(expiryQueue, work, { deliverAt: Math.max(0, at) })
}
