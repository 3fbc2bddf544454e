import type { DatabaseSync } from 'node:sqlite'
import { type EncodedKey, keyToBytes } from '../key.ts'
import type { BlobRow, ThreadWrites } from './protocol.ts'
import { Query } from './sql.ts'

/** What is known of blobs, who holds them, and the bytes of the small ones. */
export class Blobs {
  readonly #find: Query<[bytes: number, file: string | null, checks: Uint8Array]>
  readonly #block: Query<[data: Uint8Array]>
  readonly #add: Query<[]>
  readonly #addBlock: Query<[]>
  readonly #refresh: Query<[]>
  readonly #exists: Query<[one: number]>
  readonly #hold: Query<[]>
  readonly #held: Query<[]>
  readonly #drop: Query<[]>
  readonly #unheld: Query<[]>
  readonly #expired: Query<[hash: string, file: string | null]>
  readonly #remove: Query<[]>
  readonly #removeBlocks: Query<[]>
  readonly #sweepAt: Query<[unheldSince: number | null]>
  readonly #files: Query<[file: string]>

  constructor(database: DatabaseSync) {
    const query = <Row extends readonly unknown[]>(sql: string) => new Query<Row>(database, sql)
    this.#find = query('SELECT bytes, file, checks FROM blob WHERE hash = ?')
    this.#block = query('SELECT data FROM blob_block WHERE hash = ? AND block = ?')
    this.#add = query('INSERT INTO blob (hash, bytes, file, checks, unheld_since) VALUES (?, ?, ?, ?, ?)')
    this.#addBlock = query('INSERT INTO blob_block (hash, block, data) VALUES (?, ?, ?)')
    this.#refresh = query(
      'UPDATE blob SET unheld_since = max(unheld_since, ?) WHERE hash = ? AND unheld_since IS NOT NULL',
    )
    this.#exists = query('SELECT 1 FROM blob WHERE hash = ?')
    this.#hold = query('INSERT OR IGNORE INTO blob_hold (hash, holder) VALUES (?, ?)')
    this.#held = query('UPDATE blob SET unheld_since = NULL WHERE hash = ? AND unheld_since IS NOT NULL')
    this.#drop = query('DELETE FROM blob_hold WHERE hash = ? AND holder = ?')
    this.#unheld = query(
      `UPDATE blob SET unheld_since = ?1 WHERE hash = ?2
       AND NOT EXISTS (SELECT 1 FROM blob_hold WHERE blob_hold.hash = ?2)`,
    )
    this.#expired = query('SELECT hash, file FROM blob WHERE unheld_since <= ? LIMIT ?')
    this.#remove = query('DELETE FROM blob WHERE hash = ?')
    this.#removeBlocks = query('DELETE FROM blob_block WHERE hash = ?')
    this.#sweepAt = query('SELECT min(unheld_since) FROM blob WHERE unheld_since IS NOT NULL')
    this.#files = query('SELECT file FROM blob WHERE file > ? ORDER BY file LIMIT ?')
  }

  find(hash: string): BlobRow | null {
    const row = this.#find.get(hash)
    return row === undefined ? null : { bytes: row[0], file: row[1], checks: row[2] }
  }

  block(hash: string, block: number): Uint8Array | null {
    return this.#block.get(hash, block)?.[0] ?? null
  }

  add({ hash, bytes, file, checks, blocks, now }: ThreadWrites['addBlob']['ask']): boolean {
    if (this.exists(hash)) {
      this.#refresh.run(now, hash)
      return false
    }
    this.#add.run(hash, bytes, file, checks, now)
    for (const [index, data] of blocks.entries()) this.#addBlock.run(hash, index, data)
    return true
  }

  exists(hash: string): boolean {
    return this.#exists.get(hash) !== undefined
  }

  hold(hash: string, holder: EncodedKey): void {
    this.#hold.run(hash, keyToBytes(holder))
    this.#held.run(hash)
  }

  drop(hash: string, holder: EncodedKey, now: number): void {
    if (this.#drop.run(hash, keyToBytes(holder)) > 0) this.#unheld.run(now, hash)
  }

  /** Removes at most `limit` blobs that nobody holds since `before`; answers their files. */
  sweep(before: number, limit: number): { files: string[]; removed: number } {
    const expired = this.#expired.all(before, limit)
    for (const [hash] of expired) {
      this.#removeBlocks.run(hash)
      this.#remove.run(hash)
    }
    const files = expired.map(([, file]) => file).filter((file) => file !== null)
    return { files, removed: expired.length }
  }

  /** Since when the blob that waits longest has been held by nobody. */
  oldestUnheld(): number | null {
    return this.#sweepAt.get()?.[0] ?? null
  }

  /** File names in order, behind `after`. */
  files(after: string, limit: number): string[] {
    return this.#files.all(after, limit).map(([file]) => file)
  }
}
