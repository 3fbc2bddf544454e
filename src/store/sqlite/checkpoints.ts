import type { DatabaseSync } from 'node:sqlite'
import type { Worker } from 'node:worker_threads'
import { startThread } from '../../base/system-thread.ts'
import { checkpointBytes, copyLog, pageBytes, showsLog } from './database.ts'
import { Query } from './sql.ts'

/** What of the log the writer copies itself. Unit: bytes. Chosen: the copy of so much takes about as long as a commit. */
const restBytesMax = checkpointBytes / 16

/**
 * Copies the log of commits into the database, off their way. SQLite by itself does it within the commit that makes the log long enough:
 * whoever waits for that one, or comes behind it, waits for the copy and its flush, tenths of a second on a busy disk. Here a thread of its
 * own copies while commits go on. What these have added meanwhile is little, and the writer copies it between two transactions, for only a
 * log that was copied to its end begins anew. Source: SQLite documentation, "Write-Ahead Logging", "PRAGMA wal_checkpoint".
 */
export class Checkpoints {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #look: Query<[busy: number, logPages: number, copiedPages: number]>
  #helper: Worker | undefined
  #isCopying = false

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
    this.#look = new Query(database, 'PRAGMA wal_checkpoint(NOOP)')
  }

  /** Sees whether there is something to copy. To be called when the answers to a transaction have gone out. */
  look(): void {
    if (!showsLog || this.#isCopying) return
    const [, logPages = 0, copiedPages = 0] = this.#look.get() ?? []
    if (logPages * pageBytes < checkpointBytes) return
    const restBytes = (logPages - copiedPages) * pageBytes
    if (restBytes > restBytesMax) this.#askHelper()
    else if (restBytes > 0) copyLog(this.#database)
  }

  /** Waits for what is being copied, and lets go of the database. */
  async close(): Promise<void> {
    const helper = this.#helper
    if (helper === undefined) return
    await new Promise<void>((resolve) => {
      helper.once('exit', () => resolve())
      helper.postMessage('close')
    })
  }

  /** A server with little to write does without the thread's memory. */
  #askHelper(): void {
    this.#isCopying = true
    this.#helper ??= this.#startHelper()
    this.#helper.postMessage('copy')
  }

  #startHelper(): Worker {
    const helper = startThread(import.meta.url, 'checkpoint-worker', {
      name: 'sqlite-checkpointer',
      workerData: this.#path,
    })
    helper.on('message', () => {
      this.#isCopying = false
    })
    // What failed it shows in the commits as well. Another is started when it is needed.
    helper.on('error', () => {})
    helper.on('exit', () => {
      this.#helper = undefined
      this.#isCopying = false
    })
    return helper
  }
}
