/**
 * How items are written: everything that a request changes is one commit, with the entries of indexes, the records of streams and
 * the work of times to live. It is decided by the items as they were read, and committed only if they, and their tables, still are
 * so; else it is decided again.
 */

import type { Soon } from '../../../base/soon.ts'
import { itemFromJson, type StreamChange, sequenceNumber } from '../../../delivery/index.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import { dynamoDbLimits, type Item, itemSize } from '../../../engines/dynamodb/index.ts'
import { type Atomic, atomic, type CommitResult, type Entry, type Key } from '../../../store/index.ts'
import { transactionConflict, validation } from '../errors.ts'
import { commitAttempts } from '../limits.ts'
import { type ExpirySchedule, expiryScheduleKey } from '../records.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { TableChanged } from '../tables/require-table.ts'
import { activeDestinations, sendToDestinations } from './destinations.ts'
import { changeExpiry, scheduleExpiry } from './expiry-entries.ts'
import { changeIndexes, equalItems, type IndexUnits, noUnits } from './index-entries.ts'
import { placeText } from './item-keys.ts'
import { type StoredItem, storeItem } from './stored-item.ts'
import { type ShardEntry, streamEntry } from './stream-changes.ts'
import { turnsOf } from './turns.ts'

/** What is to become of one item. */
export interface ItemWrite {
  readonly table: LoadedTable
  readonly place: Key
  /**
   * Says what is there afterwards: an item, or nothing. Asked again when the item has changed meanwhile. Fails as the request is to
   * fail.
   */
  readonly decide: (before: Item | undefined) => Item | undefined
  /** The size of what will be there, where that is known before. */
  readonly bytes?: number
  /** The answer does not depend on what is there. */
  readonly blind?: boolean
  /** The item's time has come. */
  readonly byTimeToLive?: boolean
  /** The words for an item that is too large. */
  readonly tooLarge?: string
  /** Is told that the item is too large, in place of the whole request. */
  readonly refuse?: (error: Error) => void
}

/** What became of one item. Sizes in bytes, 0 for no item. */
export interface ItemWritten {
  readonly before: Item | undefined
  readonly after: Item | undefined
  readonly bytesBefore: number
  readonly bytesAfter: number
  readonly indexUnits: IndexUnits
}

/** What of the surroundings writing needs; `causes` are ids of events that this carries on. */
export type Writing = Pick<Surroundings, 'store' | 'clock' | 'trail'> & {
  readonly causes?: readonly string[]
}

/** More for the commit of all writes, after everything has been decided. Failing, it takes everything back. */
export type AlsoCommitted = (commit: Atomic, decided: readonly ItemWritten[]) => Promise<void> | void

/**
 * Writes items, all or none. Fails as a decision does, with TableChanged when a table is no longer the one that was loaded, and
 * with TransactionConflictException when others were faster again and again.
 */
export async function writeItems(
  context: Writing,
  writes: readonly ItemWrite[],
  also?: AlsoCommitted,
): Promise<ItemWritten[]> {
  const waits = writes.filter((write) => !isBlind(write)).map(({ place }) => placeText(place))
  const end = waits.length === 0 ? undefined : await turnsOf(context.store).take(waits)
  try {
    for (let attempt = 0; attempt < commitAttempts; attempt++) {
      const written = await attemptWrites(context, writes, also)
      if (written !== undefined) return written
    }
    throw transactionConflict()
  } finally {
    end?.()
  }
}

/** Nobody needs to know what was there: neither the request nor an index, a stream or a time to live. */
function isBlind({ blind, table: { table, indexes } }: ItemWrite): boolean {
  return (
    blind === true &&
    indexes.length === 0 &&
    table.stream === undefined &&
    table.timeToLive === undefined &&
    activeDestinations(table).length === 0
  )
}

async function attemptWrites(
  context: Writing,
  writes: readonly ItemWrite[],
  also: AlsoCommitted | undefined,
): Promise<ItemWritten[] | undefined> {
  const reading = readBefore(context, writes)
  const read = reading instanceof Promise ? await reading : reading
  const commit = atomic(context.store)
  // First of all, so that the place of a condition that does not hold tells the table.
  const heads = tablesOf(writes)
  for (const table of heads) commit.check(table.head, table.version)
  const shards = new ShardEntries()
  const expiring = new Map<LoadedTable, number[]>()
  const written = writes.map((write, index) => {
    const entry = read.items[index]
    const done = decide(commit, write, entry, context.clock.now())
    if (done.expires !== undefined) {
      expiring.set(write.table, [...(expiring.get(write.table) ?? []), done.expires])
    }
    if (done.entry !== undefined) shards.add(done.entry)
    return done.written
  })
  for (const [table, seconds] of expiring) {
    scheduleExpiry(commit, table, read.schedules.get(table) ?? null, seconds)
  }
  shards.append(commit)
  if (also !== undefined) await also(commit, written)
  // Conditions were met, or nothing was asked for: what was read in one instant is answer enough.
  if (commit.changes.every(({ type }) => type === 'check')) return written
  const result = await commit.commit()
  if (result.ok) {
    shards.tell(context, result)
    return written
  }
  const gone = heads[result.failed]
  if (gone !== undefined) throw new TableChanged(gone.table)
  return undefined
}

function tablesOf(writes: readonly ItemWrite[]): LoadedTable[] {
  const [first, ...more] = writes
  if (first === undefined) return []
  return more.length === 0 ? [first.table] : [...new Set(writes.map(({ table }) => table))]
}

interface Before {
  /** For each write; undefined for a blind one. */
  readonly items: ReadonlyArray<Entry<StoredItem> | null | undefined>
  readonly schedules: ReadonlyMap<LoadedTable, Entry<ExpirySchedule> | null>
}

const nothingRead: Before = { items: [], schedules: new Map() }

/** All as of one instant, the tables' heads included. */
function readBefore(context: Writing, writes: readonly ItemWrite[]): Soon<Before> {
  const looked = writes.filter((write) => !isBlind(write))
  return looked.length === 0 ? nothingRead : readLooked(context, writes, looked)
}

async function readLooked(
  { store }: Writing,
  writes: readonly ItemWrite[],
  looked: readonly ItemWrite[],
): Promise<Before> {
  const tables = tablesOf(looked)
  const scheduled = tables.filter(({ table }) => table.timeToLive !== undefined)
  const keys = [
    ...looked.map(({ place }) => place),
    ...scheduled.map(({ table }) => expiryScheduleKey(table.id)),
    ...tables.map(({ head }) => head),
  ]
  const entries = await store.getMany<never>(keys)
  for (const [index, table] of tables.entries()) {
    const head = entries[looked.length + scheduled.length + index]
    if (head?.version !== table.version) throw new TableChanged(table.table)
  }
  const found = new Map(looked.map((write, index) => [write, entries[index] ?? null]))
  return {
    items: writes.map((write) => found.get(write)),
    schedules: new Map(scheduled.map((table, index) => [table, entries[looked.length + index] ?? null])),
  }
}

interface Decided {
  readonly written: ItemWritten
  readonly entry?: ShardEntry
  readonly expires?: number
}

function decide(
  commit: Atomic,
  write: ItemWrite,
  entry: Entry<StoredItem> | null | undefined,
  now: number,
): Decided {
  const { table, place } = write
  const before = entry ? itemFromJson(entry.value.item) : undefined
  const bytesBefore = entry ? entry.value.bytes : 0
  const after = write.decide(before)
  const bytesAfter = after === undefined ? 0 : (write.bytes ?? itemSize(after))
  if (bytesAfter > dynamoDbLimits.itemBytes) {
    const error = validation(write.tooLarge ?? 'Item size has exceeded the maximum allowed size')
    if (write.refuse === undefined) throw error
    write.refuse(error)
  }
  if (entry !== undefined) commit.check(place, entry?.version ?? null)
  const same = entry !== undefined && equalItems(before, after)
  const written = { before, after, bytesBefore, bytesAfter, indexUnits: noUnits }
  if (same) return { written }
  if (after === undefined) commit.delete(place)
  else commit.set(place, storeItem(after, bytesAfter))
  const indexUnits = changeIndexes(commit, table, before, after)
  const expires = changeExpiry(commit, table, place, before, after, now)
  const byTimeToLive = write.byTimeToLive === true
  const shardEntry = streamEntry(table, place, before, after, byTimeToLive)
  sendToDestinations(commit, table, { place, before, after, byTimeToLive, now })
  return {
    written: { ...written, indexUnits },
    ...(shardEntry === undefined ? {} : { entry: shardEntry }),
    ...(expires === undefined ? {} : { expires }),
  }
}

/** Records for the shards of streams, gathered by shard. */
class ShardEntries {
  readonly #shards = new Map<string, ShardEntry[]>()

  add(entry: ShardEntry): void {
    const name = `${entry.streamArn} ${entry.shardId}`
    const entries = this.#shards.get(name)
    if (entries === undefined) this.#shards.set(name, [entry])
    else entries.push(entry)
  }

  append(commit: Atomic): void {
    for (const entries of this.#shards.values()) {
      const [first] = entries
      const changes: StreamChange[] = entries.map(({ change }) => change)
      if (first !== undefined) commit.append(first.log, ...changes)
    }
  }

  tell({ trail, causes }: Writing, { appended }: CommitResult & { ok: true }): void {
    for (const [shard, entries] of [...this.#shards.values()].entries()) {
      const start = appended[shard] ?? 0
      for (const [index, { streamArn, shardId, change }] of entries.entries()) {
        trail.tell({
          stage: 'accepted',
          event: `${shardId}:${sequenceNumber(start + index)}`,
          source: streamArn,
          detail: change.event,
          ...(causes === undefined ? {} : { causes }),
        })
      }
    }
  }
}
