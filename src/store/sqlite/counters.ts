import type { DatabaseSync } from 'node:sqlite'
import { invariant } from '../../base/invariant.ts'
import { Query } from './sql.ts'

/**
 * The two numbers that grow for ever: versions (which also prove leases) and message ids. They are kept in memory and
 * written once per transaction; after a transaction that failed they are read again.
 */
export class Counters {
  readonly #read: Query<[version: number, message: number]>
  readonly #write: Query<[]>
  #version = 0
  #message = 0
  #changed = false

  constructor(database: DatabaseSync) {
    this.#read = new Query(database, 'SELECT version, message FROM counter')
    this.#write = new Query(database, 'UPDATE counter SET version = ?, message = ?')
    this.load()
  }

  load(): void {
    const row = this.#read.get()
    invariant(row !== undefined, 'The counters of the database are missing')
    ;[this.#version, this.#message] = row
    this.#changed = false
  }

  /** Writes what has grown; part of every transaction. */
  save(): void {
    if (this.#changed) this.#write.run(this.#version, this.#message)
    this.#changed = false
  }

  nextVersion(): number {
    this.#changed = true
    return ++this.#version
  }

  nextMessage(): number {
    this.#changed = true
    return ++this.#message
  }
}
