import type { DatabaseSync } from 'node:sqlite'
import type { FoundRow, RecordRow } from '../backend.ts'
import { type EncodedKey, keyFromBytes, keyToBytes } from '../key.ts'
import type { PlannedList } from '../plan.ts'
import type { StoredValue } from '../types.ts'
import { Query } from './sql.ts'

/** How many versions are remembered; then all are forgotten. Unit: records. Source: chosen; one takes about 200 bytes. */
const rememberedVersions = 1000

/** Records. One whose time has come is absent, whether or not it has been swept yet. */
export class Records {
  readonly #get: Query<[StoredValue, number, number | null]>
  readonly #version: Query<[version: number, expiresAt: number | null]>
  readonly #forward: Query<[Uint8Array, StoredValue, number]>
  readonly #backward: Query<[Uint8Array, StoredValue, number]>
  readonly #set: Query<[]>
  readonly #delete: Query<[]>
  readonly #deleteRange: Query<[]>
  readonly #sweep: Query<[]>
  readonly #sweepAt: Query<[number | null]>
  /**
   * Versions that commits asked for lately, of records that are there until they are changed: the same few (heads of tables) are asked for by
   * nearly every commit, and a look into the database is a tenth of what one costs here. The writer alone changes records.
   */
  readonly #versions = new Map<EncodedKey, number>()

  constructor(database: DatabaseSync) {
    const alive = '(expires_at IS NULL OR expires_at > ?)'
    const inRange = `FROM record WHERE key >= ? AND key < ? AND ${alive} ORDER BY key`
    this.#get = new Query(
      database,
      `SELECT value, version, expires_at FROM record WHERE key = ? AND ${alive}`,
    )
    this.#version = new Query(database, `SELECT version, expires_at FROM record WHERE key = ? AND ${alive}`)
    this.#forward = new Query(database, `SELECT key, value, version ${inRange} LIMIT ?`)
    this.#backward = new Query(database, `SELECT key, value, version ${inRange} DESC LIMIT ?`)
    this.#set = new Query(
      database,
      `INSERT INTO record (key, value, version, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE
       SET value = excluded.value, version = excluded.version, expires_at = excluded.expires_at`,
    )
    this.#delete = new Query(database, 'DELETE FROM record WHERE key = ?')
    this.#deleteRange = new Query(database, 'DELETE FROM record WHERE key >= ? AND key < ?')
    this.#sweep = new Query(
      database,
      'DELETE FROM record WHERE id IN (SELECT id FROM record WHERE expires_at <= ? LIMIT ?)',
    )
    this.#sweepAt = new Query(database, 'SELECT min(expires_at) FROM record WHERE expires_at IS NOT NULL')
  }

  get(key: EncodedKey, now: number): FoundRow | null {
    return this.#get.get(keyToBytes(key), now) ?? null
  }

  /** Null when the record is absent. */
  version(key: EncodedKey, now: number): number | null {
    const known = this.#versions.get(key)
    if (known !== undefined) return known
    const [version = null, expiresAt = null] = this.#version.get(keyToBytes(key), now) ?? []
    if (version !== null && expiresAt === null) {
      if (this.#versions.size >= rememberedVersions) this.#versions.clear()
      this.#versions.set(key, version)
    }
    return version
  }

  /** What was changed since the transaction began has not happened. */
  forget(): void {
    this.#versions.clear()
  }

  list({ low, high, reverse, limit }: PlannedList, now: number): RecordRow[] {
    const query = reverse ? this.#backward : this.#forward
    const rows = query.all(keyToBytes(low), keyToBytes(high), now, limit)
    return rows.map(([key, value, version]) => [keyFromBytes(key), value, version])
  }

  set(key: EncodedKey, value: StoredValue, version: number, expiresAt: number | null): void {
    this.#versions.delete(key)
    this.#set.run(keyToBytes(key), value, version, expiresAt)
  }

  delete(key: EncodedKey): void {
    this.#versions.delete(key)
    this.#delete.run(keyToBytes(key))
  }

  deleteRange(low: EncodedKey, high: EncodedKey): void {
    this.#versions.clear()
    this.#deleteRange.run(keyToBytes(low), keyToBytes(high))
  }

  /** Removes at most `limit` expired records; answers how many there were. */
  sweep(now: number, limit: number): number {
    return this.#sweep.run(now, limit)
  }

  /** When the next record expires. */
  sweepAt(): number | null {
    return this.#sweepAt.get()?.[0] ?? null
  }
}
