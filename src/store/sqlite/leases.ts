import type { DatabaseSync } from 'node:sqlite'
import type { LeaseRow } from '../backend.ts'
import { type EncodedKey, keyFromBytes, keyToBytes } from '../key.ts'
import type { Counters } from './counters.ts'
import { Query } from './sql.ts'

/** Leases. Their tokens are versions of the store, so a token outgrows those of leases long forgotten. */
export class Leases {
  readonly #counters: Counters
  readonly #find: Query<[holder: Uint8Array, token: number]>
  readonly #take: Query<[]>
  readonly #renew: Query<[]>
  readonly #holds: Query<[one: number]>
  readonly #release: Query<[]>
  readonly #sweep: Query<[]>
  readonly #endAll: Query<[]>

  constructor(database: DatabaseSync, counters: Counters) {
    this.#counters = counters
    this.#find = new Query(database, 'SELECT holder, token FROM lease WHERE name = ? AND expires_at > ?')
    this.#take = new Query(database, 'INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?)')
    this.#renew = new Query(database, 'UPDATE lease SET expires_at = ? WHERE name = ?')
    this.#holds = new Query(
      database,
      'SELECT 1 FROM lease WHERE name = ? AND holder = ? AND token = ? AND expires_at > ?',
    )
    this.#release = new Query(database, 'DELETE FROM lease WHERE name = ? AND holder = ? AND token = ?')
    this.#sweep = new Query(database, 'DELETE FROM lease WHERE expires_at <= ?')
    this.#endAll = new Query(database, 'DELETE FROM lease')
  }

  acquire(name: EncodedKey, holder: EncodedKey, ttlMs: number, now: number): LeaseRow | null {
    const bytes = keyToBytes(name)
    const expiresAt = now + ttlMs
    const current = this.#find.get(bytes, now)
    if (current === undefined) {
      const token = this.#counters.nextVersion()
      this.#take.run(bytes, keyToBytes(holder), token, expiresAt)
      return { token, expiresAt }
    }
    if (keyFromBytes(current[0]) !== holder) return null
    this.#renew.run(expiresAt, bytes)
    return { token: current[1], expiresAt }
  }

  renew(name: EncodedKey, holder: EncodedKey, token: number, ttlMs: number, now: number): LeaseRow | null {
    if (!this.holds(name, holder, token, now)) return null
    const expiresAt = now + ttlMs
    this.#renew.run(expiresAt, keyToBytes(name))
    return { token, expiresAt }
  }

  holds(name: EncodedKey, holder: EncodedKey, token: number, now: number): boolean {
    return this.#holds.get(keyToBytes(name), keyToBytes(holder), token, now) !== undefined
  }

  release(name: EncodedKey, holder: EncodedKey, token: number): void {
    this.#release.run(keyToBytes(name), keyToBytes(holder), token)
  }

  sweep(now: number): void {
    this.#sweep.run(now)
  }

  endAll(): void {
    this.#endAll.run()
  }
}
