import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { OperationalError } from '../base/operational-error.ts'
import { type Soon, soon } from '../base/soon.ts'
import type { Backend, CallName, Calls } from './backend.ts'
import { decodeKey, encodeKey } from './key.ts'
import { blobGraceMs } from './limits.ts'
import { toMessage, toWaitingMessage } from './message.ts'
import {
  instant,
  optionalInstant,
  type PlannedChange,
  planCommit,
  planLimit,
  planList,
  planSpan,
} from './plan.ts'
import { nothingTouched, type Subscriptions, type Touched, touch } from './subscriptions.ts'
import { Sweeper } from './sweeper.ts'
import type {
  Blob,
  ByteRange,
  Change,
  CommitResult,
  Entry,
  KeptBlob,
  Key,
  Lease,
  ListSelector,
  LogBounds,
  LogEntry,
  LogSelector,
  Message,
  QueueCounts,
  ReceiveOptions,
  Store,
  StoredValue,
  StoreQuestions,
  Topic,
  WaitingMessage,
} from './types.ts'
import { decodeValue } from './value.ts'

/**
 * The store over an engine. Here arguments are checked and encoded, answers decoded, listeners called, and the store
 * opened and closed; what is stored where is the engine's.
 */
export class EngineStore implements Store {
  readonly #backend: Backend
  readonly #logger: Logger
  readonly #subscriptions: Subscriptions
  readonly #sweeper: Sweeper
  #asked = 0
  #open = 0
  /** Closing waits until nothing is open. */
  #onNoneOpen: (() => void) | undefined
  #touched: Touched | undefined
  #closing: Promise<void> | undefined

  constructor(
    backend: Backend,
    subscriptions: Subscriptions,
    { clock, logger }: { clock: Clock; logger: Logger },
  ) {
    this.#backend = backend
    this.#logger = logger
    this.#subscriptions = subscriptions
    this.#sweeper = new Sweeper(clock, () => this.#sweep())
    void this.#begin(this.#findSweep())
  }

  get questions(): StoreQuestions {
    return { asked: this.#asked, open: this.#open }
  }

  async get<T>(key: Key): Promise<Entry<T> | null> {
    const [entry] = await this.getMany<T>([key])
    return entry ?? null
  }

  async getMany<T>(keys: readonly Key[]): Promise<Array<Entry<T> | null>> {
    const found = this.getStored(keys)
    const entries = found instanceof Promise ? await found : found
    return entries.map(
      (entry) => entry && { key: entry.key, value: decodeValue<T>(entry.value), version: entry.version },
    )
  }

  getStored(keys: readonly Key[]): Soon<Array<Entry<StoredValue> | null>> {
    if (keys.length === 0) return []
    const found = this.#call('get', { keys: keys.map(encodeKey), now: this.#backend.now() })
    return soon(found, (rows) =>
      keys.map((key, index) => {
        const row = rows[index]
        return row ? { key, value: row[0], version: row[1] } : null
      }),
    )
  }

  async list<T>(selector: ListSelector): Promise<Array<Entry<T>>> {
    const plan = planList(selector)
    if (plan.limit === 0 || plan.low >= plan.high) return []
    const rows = await this.#call('list', { ...plan, now: this.#backend.now() })
    return rows.map(([key, value, version]) => ({
      key: decodeKey(key),
      value: decodeValue<T>(value),
      version,
    }))
  }

  async commit(changes: readonly Change[]): Promise<CommitResult> {
    const plan = planCommit(changes)
    const result = await this.#call('commit', { changes: plan, now: this.#backend.now() })
    if (result.ok) this.#committed(plan)
    return result
  }

  async readLog<T>(log: Key, selector: LogSelector = {}): Promise<Array<LogEntry<T>>> {
    const rows = await this.#call('readLog', {
      log: encodeKey(log),
      from: instant(selector.from ?? 1, 'from'),
      to: instant(selector.to ?? Number.MAX_SAFE_INTEGER, 'to'),
      fromAt: optionalInstant(selector.fromAt, 'fromAt'),
      reverse: selector.reverse ?? false,
      limit: planLimit(selector.limit),
    })
    return rows.map(([sequence, at, value]) => ({ sequence, at, value: decodeValue<T>(value) }))
  }

  async logBounds(log: Key): Promise<LogBounds> {
    return this.#call('logBounds', { log: encodeKey(log) })
  }

  async receive<T>(queue: Key, options: ReceiveOptions): Promise<Array<Message<T>>> {
    const rows = await this.#call('receive', {
      queue: encodeKey(queue),
      max: planLimit(options.max),
      leaseMs: planSpan(options.leaseMs, 'leaseMs'),
      now: this.#backend.now(),
      durable: options.durable ?? true,
      ofThisProcess: options.ofThisProcess ?? false,
    })
    return rows.map((row) => toMessage<T>(queue, row))
  }

  async peek<T>(queue: Key, limit: number): Promise<Array<WaitingMessage<T>>> {
    const now = this.#backend.now()
    const rows = await this.#call('peek', { queue: encodeKey(queue), limit: planLimit(limit) })
    return rows.map((row) => toWaitingMessage<T>(queue, row, now))
  }

  async queueCounts(queue: Key): Promise<QueueCounts> {
    return this.#call('queueCounts', { queue: encodeKey(queue), now: this.#backend.now() })
  }

  async oldestEnqueuedAt(queue: Key): Promise<number | undefined> {
    return (await this.#call('oldestEnqueuedAt', { queue: encodeKey(queue) })) ?? undefined
  }

  async nextDeliveryAt(queue: Key): Promise<number | undefined> {
    return (await this.#call('nextDeliveryAt', { queue: encodeKey(queue) })) ?? undefined
  }

  async findMessage<T>(queue: Key, id: number): Promise<WaitingMessage<T> | undefined> {
    const now = this.#backend.now()
    const row = await this.#call('findMessage', { queue: encodeKey(queue), id })
    return row === null ? undefined : toWaitingMessage<T>(queue, row, now)
  }

  async putBlob(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<KeptBlob> {
    this.#refuseClosed()
    const blob = await this.#begin(this.#backend.blobs.put(bytes))
    this.#sweeper.expect(this.#backend.now() + blobGraceMs)
    return blob
  }

  async getBlob(hash: string, range: ByteRange = {}): Promise<AsyncIterable<Uint8Array> | undefined> {
    this.#refuseClosed()
    return this.#begin(this.#backend.blobs.get(hash, range))
  }

  async statBlob(hash: string): Promise<Blob | undefined> {
    this.#refuseClosed()
    return this.#begin(this.#backend.blobs.stat(hash))
  }

  async acquireLease(name: Key, holder: string, ttlMs: number): Promise<Lease | undefined> {
    const row = await this.#call('acquireLease', {
      name: encodeKey(name),
      holder: encodeKey([holder]),
      ttlMs: planSpan(ttlMs, 'ttlMs'),
      now: this.#backend.now(),
    })
    return row === null ? undefined : { name, holder, ...row }
  }

  async renewLease({ name, holder, token }: Lease, ttlMs: number): Promise<Lease | undefined> {
    const row = await this.#call('renewLease', {
      name: encodeKey(name),
      holder: encodeKey([holder]),
      token,
      ttlMs: planSpan(ttlMs, 'ttlMs'),
      now: this.#backend.now(),
    })
    return row === null ? undefined : { name, holder, ...row }
  }

  async releaseLease({ name, holder, token }: Lease): Promise<void> {
    await this.#call('releaseLease', { name: encodeKey(name), holder: encodeKey([holder]), token })
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    this.#refuseClosed()
    return this.#subscriptions.add(topic, listener)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #committed(plan: readonly PlannedChange[]): void {
    if (this.#touched === undefined) {
      this.#touched = nothingTouched()
      // Answers arrive in batches: all of a batch add theirs before this runs, and each listener is called once.
      queueMicrotask(() => this.#notify())
    }
    touch(this.#touched, plan)
    for (const change of plan) {
      if (change.type === 'set' && change.expiresAt !== null) this.#sweeper.expect(change.expiresAt)
      else if (change.type === 'drop') this.#sweeper.expect(this.#backend.now() + blobGraceMs)
    }
  }

  #notify(): void {
    const touched = this.#touched
    this.#touched = undefined
    if (touched !== undefined) this.#subscriptions.notify(touched)
  }

  async #findSweep(): Promise<void> {
    try {
      const next = await this.#backend.call('sweepAt', { graceMs: blobGraceMs })
      if (next !== null) this.#sweeper.expect(next)
    } catch (error) {
      this.#logger.warn('The store could not find out what has expired', { error })
    }
  }

  /** Removes what has expired, a little at a time. */
  async #sweep(): Promise<number | undefined> {
    try {
      let more = true
      while (more && this.#closing === undefined) {
        more = await this.#backend.sweep(blobGraceMs)
      }
      return (await this.#backend.call('sweepAt', { graceMs: blobGraceMs })) ?? undefined
    } catch (error) {
      this.#logger.warn('The store could not remove what has expired', { error })
      throw error
    }
  }

  async #close(): Promise<void> {
    await this.#sweeper.stop()
    if (this.#open > 0) await new Promise<void>((resolve) => (this.#onNoneOpen = resolve))
    await this.#backend.close()
    this.#notify()
    this.#subscriptions.clear()
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw new OperationalError('The store is closed', { retryable: false })
  }

  #call<Name extends CallName>(name: Name, ask: Calls[Name]['ask']): Soon<Calls[Name]['answer']> {
    this.#refuseClosed()
    const answer = this.#backend.call(name, ask)
    if (answer instanceof Promise) return this.#begin(answer)
    this.#asked++
    return answer
  }

  /** Closing waits for what was begun. */
  #begin<T>(work: Promise<T>): Promise<T> {
    this.#asked++
    this.#open++
    work.then(this.#end, this.#end)
    return work
  }

  readonly #end = (): void => {
    if (--this.#open === 0) this.#onNoneOpen?.()
  }
}
