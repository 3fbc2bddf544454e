/**
 * Records as they were last read or written, in memory: the way to a thread and back costs more than all else that reading one
 * takes. All changes of a database come through here, so what is remembered is what is stored; a record that a commit on its way
 * may change is not answered from here until that is known.
 */
import type { Calls, FoundRow } from '../backend.ts'
import { type EncodedKey, isIndexEntry } from '../key.ts'
import { rememberedBytesMax, rememberedValueBytesMax } from '../limits.ts'
import type { PlannedChange } from '../plan.ts'
import type { CommitResult } from '../types.ts'
import { storedBytes } from '../value.ts'

type Get = Calls['get']
type Commit = Calls['commit']

/** What a record takes in memory beside its key and value, nearly. Unit: bytes. */
const entryBytes = 200

/** Remembers records of one database. Absent ones too: that something is not there is asked as often. */
export class RecordCache {
  readonly #halfBytes: number
  /** What was asked for or written since `#older` was filled. */
  #newer = new Map<EncodedKey, FoundRow | null>()
  #newerBytes = 0
  #older = new Map<EncodedKey, FoundRow | null>()
  /** How many commits on their way may change a record. */
  readonly #changing = new Map<EncodedKey, number>()
  /** How many commits on their way may change any record. */
  #changingAny = 0
  /** By whom a record is being read whose answer will be remembered, unless a commit comes between. */
  readonly #reading = new Map<EncodedKey, Get['ask']>()

  constructor(bytesMax = rememberedBytesMax) {
    this.#halfBytes = bytesMax / 2
  }

  /** Answers a question from memory if all that it asks for is there, else as `read` does. */
  get(
    ask: Get['ask'],
    read: (ask: Get['ask']) => Promise<Get['answer']>,
  ): Get['answer'] | Promise<Get['answer']> {
    const known = this.#find(ask)
    if (known !== undefined) return known
    for (const key of ask.keys) {
      if (this.#isSettled(key) && !isIndexEntry(key) && !this.#reading.has(key)) this.#reading.set(key, ask)
    }
    return read(ask).then(
      (rows) => {
        for (const [index, key] of ask.keys.entries()) {
          const row = rows[index] ?? null
          if (this.#endReading(key, ask)) this.#remember(key, row && own(row))
        }
        return rows
      },
      (error: unknown) => {
        for (const key of ask.keys) this.#endReading(key, ask)
        throw error
      },
    )
  }

  /** Makes a commit, and remembers what it has set. */
  commit(
    ask: Commit['ask'],
    write: (ask: Commit['ask']) => Promise<Commit['answer']>,
  ): Promise<Commit['answer']> {
    for (const change of ask.changes) this.#begin(change)
    return write(ask).then(
      (result) => {
        for (const change of ask.changes) this.#end(change, result)
        return result
      },
      (error: unknown) => {
        for (const change of ask.changes) this.#end(change, undefined)
        throw error
      },
    )
  }

  /** All as of now: no commit that is not answered touches any of them. */
  #find({ keys, now }: Get['ask']): Get['answer'] | undefined {
    const rows: Get['answer'] = []
    for (const key of keys) {
      const row = this.#isSettled(key) ? this.#rowOf(key) : undefined
      if (row === undefined) return undefined
      rows.push(row === null || (row[2] !== null && row[2] <= now) ? null : own(row))
    }
    return rows
  }

  #rowOf(key: EncodedKey): FoundRow | null | undefined {
    const row = this.#newer.get(key)
    if (row !== undefined) return row
    const older = this.#older.get(key)
    if (older !== undefined) this.#remember(key, older)
    return older
  }

  #isSettled(key: EncodedKey): boolean {
    return this.#changingAny === 0 && !this.#changing.has(key)
  }

  #begin(change: PlannedChange): void {
    if (change.type === 'deleteRange') {
      this.#changingAny++
      this.#reading.clear()
    } else if (concernsRecord(change)) {
      this.#changing.set(change.key, (this.#changing.get(change.key) ?? 0) + 1)
      this.#reading.delete(change.key)
    }
  }

  /** `result` is undefined when nobody knows whether the commit was made. */
  #end(change: PlannedChange, result: CommitResult | undefined): void {
    if (change.type === 'deleteRange') {
      this.#changingAny--
      if (result?.ok !== false) this.#forgetAll()
    } else if (concernsRecord(change)) {
      const { key } = change
      const others = (this.#changing.get(key) ?? 1) - 1
      if (others === 0) this.#changing.delete(key)
      else this.#changing.set(key, others)
      if (result === undefined) this.#forget(key)
      else if (result.ok) {
        this.#remember(key, change.type === 'set' ? [change.value, result.version, change.expiresAt] : null)
      }
    }
  }

  #endReading(key: EncodedKey, ask: Get['ask']): boolean {
    return this.#reading.get(key) === ask && this.#reading.delete(key)
  }

  #remember(key: EncodedKey, row: FoundRow | null): void {
    if (row !== null && storedBytes(row[0]) > rememberedValueBytesMax) {
      this.#forget(key)
      return
    }
    const before = this.#newer.get(key)
    if (before !== undefined) this.#newerBytes -= bytesOf(key, before)
    // What #older may have of it is not looked at any more. Deleting it was a twentieth of what waking an execution costs here.
    this.#newer.set(key, row)
    this.#newerBytes += bytesOf(key, row)
    if (this.#newerBytes <= this.#halfBytes) return
    this.#older = this.#newer
    this.#newer = new Map()
    this.#newerBytes = 0
  }

  #forget(key: EncodedKey): void {
    this.#older.delete(key)
    const row = this.#newer.get(key)
    if (row === undefined) return
    this.#newer.delete(key)
    this.#newerBytes -= bytesOf(key, row)
  }

  /** A range may hold any of them. */
  #forgetAll(): void {
    this.#older = new Map()
    this.#newer = new Map()
    this.#newerBytes = 0
  }
}

/** Entries of indexes are not remembered: nobody asks for them by their keys, and there are as many of them as of records. */
function concernsRecord(
  change: PlannedChange,
): change is Extract<PlannedChange, { readonly type: 'set' | 'delete' }> {
  return (change.type === 'set' || change.type === 'delete') && !isIndexEntry(change.key)
}

/** Bytes are given to readers as they are, so each has its own; texts are parsed for each. */
function own(row: FoundRow): FoundRow {
  const [value, version, expiresAt] = row
  return typeof value === 'string' ? row : [value.slice(), version, expiresAt]
}

function bytesOf(key: EncodedKey, row: FoundRow | null): number {
  return entryBytes + key.length + (row === null ? 0 : storedBytes(row[0]))
}
