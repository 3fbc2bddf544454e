import type { Clock } from '../../base/clock.ts'
import type { Backend, BlobKeeper, CallName, Calls } from '../backend.ts'
import type { BlobFiles } from './blob-files.ts'
import { BlobStore } from './blob-store.ts'
import { isRead, readsQueues, type ThreadCallName, type ThreadCalls } from './protocol.ts'
import { RecordCache } from './record-cache.ts'
import type { Thread } from './thread.ts'

/** What the engine is built from. */
export interface SqliteParts {
  readonly clock: Clock
  readonly writer: Thread
  /** Opens a second thread, for reads; undefined: they always go to the first. */
  readonly openReader: (() => Thread) | undefined
  readonly files: BlobFiles | undefined
  /** Lets go of the directory. */
  readonly release: () => void
}

/** After so many reads that had to wait for a write, a thread for reads is worth its memory. */
const waitingReadsBeforeReader = 100

/**
 * The SQLite engine as seen from the event loop: asks threads, and deals with files.
 *
 * Records that were read or written lately are answered at once (record-cache.ts). Other reads go to the writer's thread
 * while that is idle. Once many have met it busy they go to a second thread then, and need not wait for a flush of the
 * disk. Either sees every commit that was answered. A server with little to do does without the second thread's
 * memory (10 MB).
 */
export class SqliteBackend implements Backend {
  readonly blobs: BlobKeeper
  readonly #clock: Clock
  readonly #writer: Thread
  readonly #openReader: (() => Thread) | undefined
  readonly #files: BlobFiles | undefined
  readonly #release: () => void
  readonly #records = new RecordCache()
  readonly #read = (ask: Calls['get']['ask']) => this.#ask('get', ask)
  readonly #commit = (ask: Calls['commit']['ask']) => this.#ask('commit', ask)
  #reader: Reader | undefined
  #waitingReads = 0

  constructor(parts: SqliteParts) {
    this.#clock = parts.clock
    this.#writer = parts.writer
    this.#openReader = parts.openReader
    this.#files = parts.files
    this.#release = parts.release
    this.blobs = new BlobStore(
      (name, ask) => this.#ask(name, ask),
      () => this.now(),
      parts.files,
    )
  }

  now(): number {
    return this.#clock.now()
  }

  call<Name extends CallName>(
    name: Name,
    ask: Calls[Name]['ask'],
  ): Calls[Name]['answer'] | Promise<Calls[Name]['answer']> {
    // That these names stand for these questions the compiler cannot tell.
    const answer: unknown =
      name === 'get'
        ? this.#records.get(ask as Calls['get']['ask'], this.#read)
        : name === 'commit'
          ? this.#records.commit(ask as Calls['commit']['ask'], this.#commit)
          : this.#ask(name, ask)
    return answer as Calls[Name]['answer'] | Promise<Calls[Name]['answer']>
  }

  async sweep(graceMs: number): Promise<boolean> {
    const { files, more } = await this.#ask('sweepSome', { now: this.now(), graceMs })
    await this.#files?.remove(files)
    return more
  }

  /** Removes files of earlier runs that no blob names; answers how many. */
  async removeStrays(): Promise<number> {
    return (await this.#files?.removeStrays((after, limit) => this.#ask('blobFiles', { after, limit }))) ?? 0
  }

  async close(): Promise<void> {
    await this.#reader?.thread.close()
    await this.#writer.close()
    this.#release()
  }

  #ask<Name extends ThreadCallName>(
    name: Name,
    ask: ThreadCalls[Name]['ask'],
  ): Promise<ThreadCalls[Name]['answer']> {
    const thread = isRead(name) ? this.#readThread(name) : this.#writer
    return thread.call(name, ask)
  }

  #readThread(name: ThreadCallName): Thread {
    if (this.#writer.writing === 0 || this.#openReader === undefined) return this.#writer
    // Leases are answered before others see them; who asks about them next must.
    if (this.#writer.hasOwnLeases && readsQueues(name)) return this.#writer
    if (this.#reader === undefined && ++this.#waitingReads < waitingReadsBeforeReader) return this.#writer
    this.#reader ??= openedReader(this.#openReader())
    return this.#reader.ready ? this.#reader.thread : this.#writer
  }
}

interface Reader {
  readonly thread: Thread
  ready: boolean
}

/** Until it is open (or if it never is), the writer's thread answers. */
function openedReader(thread: Thread): Reader {
  const reader = { thread, ready: false }
  thread.ready.then(
    () => {
      reader.ready = true
    },
    () => {},
  )
  return reader
}
