import type {
  Blob,
  Change,
  CommitResult,
  EnqueueOptions,
  Key,
  Lease,
  Receipt,
  Store,
  Value,
  Version,
} from './types.ts'

/** Gathers the changes of one commit; every method answers itself. Nothing happens before {@link commit}. */
export class Atomic {
  readonly changes: Change[] = []
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Requires a record at this version, or absent (null). */
  check(key: Key, version: Version | null): this {
    return this.#add({ type: 'check', key, version })
  }

  set(key: Key, value: Value, options: { expiresAt?: number } = {}): this {
    return this.#add({ type: 'set', key, value, ...options })
  }

  delete(key: Key): this {
    return this.#add({ type: 'delete', key })
  }

  deleteRange(prefix: Key, range: { start?: Key; end?: Key } = {}): this {
    return this.#add({ type: 'deleteRange', prefix, ...range })
  }

  append(log: Key, ...values: Value[]): this {
    return this.#add({ type: 'append', log, values })
  }

  /** Requires the log's next sequence to be this one. */
  checkLog(log: Key, next: number): this {
    return this.#add({ type: 'checkLog', log, next })
  }

  trim(log: Key, before?: number): this {
    return this.#add(before === undefined ? { type: 'trim', log } : { type: 'trim', log, before })
  }

  enqueue(queue: Key, value: Value, options: EnqueueOptions = {}): this {
    return this.#add({ type: 'enqueue', queue, value, ...options })
  }

  acknowledge(receipt: Receipt): this {
    return this.#add({ type: 'acknowledge', receipt })
  }

  release(receipt: Receipt, deliverAt?: number): this {
    return this.#add(
      deliverAt === undefined ? { type: 'release', receipt } : { type: 'release', receipt, deliverAt },
    )
  }

  extend(receipt: Receipt, until: number): this {
    return this.#add({ type: 'extend', receipt, until })
  }

  /** Drops all messages of a queue, or those that were enqueued before an instant. */
  purge(queue: Key, before?: number): this {
    return this.#add(before === undefined ? { type: 'purge', queue } : { type: 'purge', queue, before })
  }

  fence(lease: Lease): this {
    return this.#add({ type: 'fence', lease })
  }

  hold(blob: Blob | string, holder: Key): this {
    return this.#add({ type: 'hold', blob: typeof blob === 'string' ? blob : blob.hash, holder })
  }

  drop(blob: Blob | string, holder: Key): this {
    return this.#add({ type: 'drop', blob: typeof blob === 'string' ? blob : blob.hash, holder })
  }

  /** A commit of nothing asks nobody. */
  commit(): Promise<CommitResult> {
    return this.changes.length === 0
      ? Promise.resolve({ ok: true, version: 0, appended: [], enqueued: [] })
      : this.#store.commit(this.changes)
  }

  #add(change: Change): this {
    this.changes.push(change)
    return this
  }
}

/** Begins a commit. */
export function atomic(store: Store): Atomic {
  return new Atomic(store)
}
