import type { DatabaseSync } from 'node:sqlite'
import type { LogRow, ReadCalls } from '../backend.ts'
import { type EncodedKey, keyToBytes } from '../key.ts'
import type { LogBounds, StoredValue } from '../types.ts'
import { Query } from './sql.ts'

type Head = [id: number, first: number, next: number, lastAt: number]

/** Append-only logs. The row of a log knows its edges, so that appending reads no entry. */
export class Logs {
  readonly #head: Query<Head>
  readonly #create: Query<[]>
  readonly #extend: Query<[id: number, next: number, lastAt: number]>
  readonly #trim: Query<[]>
  readonly #remove: Query<[]>
  readonly #add: Query<[]>
  readonly #removeBefore: Query<[]>
  readonly #removeAll: Query<[]>
  readonly #at: Query<[at: number]>
  readonly #forward: Query<[number, number, StoredValue]>
  readonly #backward: Query<[number, number, StoredValue]>

  constructor(database: DatabaseSync) {
    const query = <Row extends readonly unknown[]>(sql: string) => new Query<Row>(database, sql)
    this.#head = query('SELECT id, first, next, last_at FROM log WHERE key = ?')
    this.#create = query('INSERT INTO log (key, first, next, last_at) VALUES (?, 1, ?, ?)')
    // The clock of a machine may be set back; the times within a log never fall.
    this.#extend = query(
      'UPDATE log SET next = next + ?, last_at = max(last_at, ?) WHERE key = ? RETURNING id, next, last_at',
    )
    this.#trim = query('UPDATE log SET first = ? WHERE id = ?')
    this.#remove = query('DELETE FROM log WHERE id = ?')
    this.#add = query('INSERT INTO log_entry (log, sequence, at, value) VALUES (?, ?, ?, ?)')
    this.#removeBefore = query('DELETE FROM log_entry WHERE log = ? AND sequence < ?')
    this.#removeAll = query('DELETE FROM log_entry WHERE log = ?')
    this.#at = query('SELECT at FROM log_entry WHERE log = ? AND sequence = ?')
    const between = 'FROM log_entry WHERE log = ? AND sequence BETWEEN ? AND ? ORDER BY sequence'
    this.#forward = query(`SELECT sequence, at, value ${between} LIMIT ?`)
    this.#backward = query(`SELECT sequence, at, value ${between} DESC LIMIT ?`)
  }

  bounds(log: EncodedKey): LogBounds {
    const [, first, next] = this.#find(log) ?? [0, 1, 1, 0]
    return { first, next }
  }

  read({ log, from, to, fromAt, reverse, limit }: ReadCalls['readLog']['ask']): LogRow[] {
    const head = this.#find(log)
    if (head === undefined) return []
    const [id, first, next] = head
    const earliest = fromAt === null ? first : this.#firstAt(id, first, next, fromAt)
    const query = reverse ? this.#backward : this.#forward
    return query.all(id, Math.max(from, earliest), Math.min(to, next - 1), limit)
  }

  /** Answers the sequence of the first value. */
  append(log: EncodedKey, values: readonly StoredValue[], now: number): number {
    const key = keyToBytes(log)
    const count = values.length
    const [id, next, at] = this.#extend.get(count, now, key) ?? [
      this.#create.insert(key, 1 + count, now),
      1 + count,
      now,
    ]
    const first = next - count
    for (const [index, value] of values.entries()) this.#add.run(id, first + index, at, value)
    return first
  }

  trim(log: EncodedKey, before: number | null): void {
    const head = this.#find(log)
    if (head === undefined) return
    const [id, first, next] = head
    if (before === null) {
      this.#removeAll.run(id)
      this.#remove.run(id)
    } else if (before > first) {
      this.#removeBefore.run(id, before)
      this.#trim.run(Math.min(before, next), id)
    }
  }

  #find(log: EncodedKey): Head | undefined {
    return this.#head.get(keyToBytes(log))
  }

  /** The first sequence appended at or after the instant, by halving: times do not fall within a log. */
  #firstAt(id: number, first: number, next: number, instant: number): number {
    let low = first
    let high = next
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const at = this.#at.get(id, middle)?.[0] ?? 0
      if (at < instant) low = middle + 1
      else high = middle
    }
    return low
  }
}
