import { DatabaseSync } from 'node:sqlite'
import { OperationalError } from '../../base/operational-error.ts'
import type { ThreadOptions } from './protocol.ts'
import { migrations } from './schema.ts'

/** Marks a database file as ours ("Lmbt"). Source: SQLite documentation, "PRAGMA application_id". */
const applicationId = 0x4c6d6274

/**
 * How much of the log is gathered before it is copied into the database. Unit: bytes. A hot page is copied once for
 * many changes; more would make the next start slower after a crash.
 */
export const checkpointBytes = 16 * 1024 * 1024

/** Where commits copy the log themselves, as whoever should have done it did not keep up. Unit: bytes. */
const logBytesMax = 4 * checkpointBytes

export const pageBytes = 4096

/** How long a connection waits for another's lock. Unit: milliseconds. */
const lockTimeoutMs = 10_000

const [, minor = 0] = process.versions.sqlite?.split('.').map(Number) ?? []

/** Whether one can ask how long the log is. Source: SQLite 3.51.0, release notes, "PRAGMA wal_checkpoint=NOOP". Older ones copy instead. */
export const showsLog = minor >= 51

/**
 * Opens a database for one thread. The writer creates what is missing and brings an older schema up to date.
 * Throws an {@link OperationalError} when the file is no database, another program's, damaged or too new.
 */
export function openDatabase(options: ThreadOptions): DatabaseSync {
  const database = connect(options.path, options.role === 'reader')
  try {
    // The page cache is a ceiling, filled as pages are used. Unit of a negative number: KiB.
    database.exec('PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY')
    if (options.role === 'writer') prepare(database, options)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** A connection to a database as it is. */
export function connect(path: string, readOnly = false): DatabaseSync {
  return new DatabaseSync(path, { timeout: lockTimeoutMs, readOnly })
}

/** Copies what it can of the log into the database, and waits for nobody. What fails is tried again later; a disk that fails shows in commits. */
export function copyLog(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {}
}

function prepare(database: DatabaseSync, options: ThreadOptions): void {
  const found = pragma(database, 'application_id')
  const version = pragma(database, 'user_version')
  const empty = pragma(database, 'schema_version') === 0
  if (!empty && found !== applicationId) {
    throw new OperationalError(`${options.path} is a database of another program`, { retryable: false })
  }
  if (version > migrations.length) {
    throw new OperationalError(
      `${options.path} was written by a newer Lambent (schema ${version}, this one knows ${migrations.length})`,
      { retryable: false },
    )
  }
  database.exec(`
    PRAGMA page_size = ${pageBytes};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${(showsLog ? logBytesMax : checkpointBytes) / pageBytes};
    PRAGMA journal_size_limit = ${logBytesMax};
  `)
  if (options.bytesMax !== null) {
    database.exec(`PRAGMA max_page_count = ${Math.ceil(options.bytesMax / pageBytes)}`)
  }
  migrate(database, version, options.now)
}

function migrate(database: DatabaseSync, from: number, now: number): void {
  if (from === migrations.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migration (step INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
    )
    for (const [index, step] of migrations.entries()) {
      if (index < from) continue
      database.exec(step)
      database.prepare('INSERT INTO migration VALUES (?, ?)').run(index + 1, now)
    }
    database.exec(`PRAGMA user_version = ${migrations.length}; PRAGMA application_id = ${applicationId}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
}
