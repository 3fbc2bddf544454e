import type { DatabaseSync } from 'node:sqlite'
import { invariant } from '../../base/invariant.ts'
import { Query } from './sql.ts'

/**
 * How many versions are left out when a database is opened: more than can have been given away for leases that were not on the disk when a crash
 * came. Otherwise one of those could prove another's lease.
 */
const versionsLeftOut = 10_000

/** After how many versions for such leases they are a reason to write. A transaction gives away a few thousand at most. */
const unwrittenMax = versionsLeftOut / 2

/**
 * The two numbers that grow for ever: versions (which also prove leases) and message ids. They are kept in memory and
 * written once per transaction; after a transaction that failed they are read again, and never go back.
 */
export class Counters {
  readonly #read: Query<[version: number, message: number]>
  readonly #write: Query<[]>
  #version = 0
  #message = 0
  #changed = false
  #unwritten = 0

  constructor(database: DatabaseSync) {
    this.#read = new Query(database, 'SELECT version, message FROM counter')
    this.#write = new Query(database, 'UPDATE counter SET version = ?, message = ?')
    this.load()
    this.#version += versionsLeftOut
  }

  load(): void {
    const row = this.#read.get()
    invariant(row !== undefined, 'The counters of the database are missing')
    const [version, message] = row
    this.#version = Math.max(this.#version, version)
    this.#message = Math.max(this.#message, message)
    this.#changed = false
  }

  /** Writes what has grown; part of every transaction. */
  save(): void {
    if (this.#changed) {
      this.#write.run(this.#version, this.#message)
      this.#unwritten = 0
    }
    this.#changed = false
  }

  /** The latest version. */
  get version(): number {
    return this.#version
  }

  nextVersion(): number {
    this.#changed = true
    return ++this.#version
  }

  /** A version that no row has: a transaction that gives away nothing else has nothing to write. */
  nextUnwritten(): number {
    if (++this.#unwritten >= unwrittenMax) this.#changed = true
    return ++this.#version
  }

  nextMessage(): number {
    this.#changed = true
    return ++this.#message
  }
}
