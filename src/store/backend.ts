/**
 * What stands between {@link EngineStore} and an engine: every question an engine answers, with keys and values encoded.
 * Plain data only: for SQLite it crosses threads.
 */
import type { EncodedKey } from './key.ts'
import type { PlannedChange, PlannedList } from './plan.ts'
import type { Blob, ByteRange, CommitResult, KeptBlob, LogBounds, QueueCounts, StoredValue } from './types.ts'

/** A record with its key: key, value, version. */
export type RecordRow = readonly [key: EncodedKey, value: StoredValue, version: number]

/** A record found by its key; `expiresAt` tells a cache how long the answer holds. */
export type FoundRow = readonly [value: StoredValue, version: number, expiresAt: number | null]

export type LogRow = readonly [sequence: number, at: number, value: StoredValue]

/** A message as both engines read it. `lease` is 0 for one that nobody ever leased. */
export interface MessageRow {
  readonly id: number
  readonly value: StoredValue
  readonly group: EncodedKey | null
  readonly enqueuedAt: number
  readonly due: number
  readonly lease: number
  readonly count: number
  readonly firstAt: number | null
}

export interface LeaseRow {
  readonly token: number
  readonly expiresAt: number
}

/** Every call with its answer. Those of `ReadCalls` change nothing and may run on any thread. */
export interface ReadCalls {
  get: { ask: { keys: readonly EncodedKey[]; now: number }; answer: Array<FoundRow | null> }
  list: { ask: PlannedList & { now: number }; answer: RecordRow[] }
  readLog: {
    ask: {
      log: EncodedKey
      from: number
      to: number
      fromAt: number | null
      reverse: boolean
      limit: number
    }
    answer: LogRow[]
  }
  logBounds: { ask: { log: EncodedKey }; answer: LogBounds }
  peek: { ask: { queue: EncodedKey; limit: number }; answer: MessageRow[] }
  queueCounts: { ask: { queue: EncodedKey; now: number }; answer: QueueCounts }
  oldestEnqueuedAt: { ask: { queue: EncodedKey }; answer: number | null }
  nextDeliveryAt: { ask: { queue: EncodedKey }; answer: number | null }
  findMessage: { ask: { queue: EncodedKey; id: number }; answer: MessageRow | null }
  /** When there is something to sweep next. */
  sweepAt: { ask: { graceMs: number }; answer: number | null }
}

export interface WriteCalls {
  commit: { ask: { changes: readonly PlannedChange[]; now: number }; answer: CommitResult }
  receive: {
    ask: {
      queue: EncodedKey
      max: number
      leaseMs: number
      now: number
      durable: boolean
      /** Only engines that one process has at a time look at it. */
      ofThisProcess: boolean
    }
    answer: MessageRow[]
  }
  acquireLease: {
    ask: { name: EncodedKey; holder: EncodedKey; ttlMs: number; now: number }
    answer: LeaseRow | null
  }
  renewLease: {
    ask: { name: EncodedKey; holder: EncodedKey; token: number; ttlMs: number; now: number }
    answer: LeaseRow | null
  }
  releaseLease: { ask: { name: EncodedKey; holder: EncodedKey; token: number }; answer: null }
}

export type Calls = ReadCalls & WriteCalls

export type CallName = keyof Calls

/** The bytes of blobs; who holds them is part of commits. Arguments have been checked. */
export interface BlobKeeper {
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<KeptBlob>
  get(hash: string, range: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  stat(hash: string): Promise<Blob | undefined>
}

/** One engine. Its failures are an OperationalError. */
export interface Backend {
  /** The time by which this store decides. Unit: milliseconds since the epoch. */
  now(): number
  /** What the engine has in memory is answered at once. */
  call<Name extends CallName>(
    name: Name,
    ask: Calls[Name]['ask'],
  ): Calls[Name]['answer'] | Promise<Calls[Name]['answer']>
  readonly blobs: BlobKeeper
  /** Removes some of what has expired; answers whether to call again at once. */
  sweep(graceMs: number): Promise<boolean>
  /** Called once, when nothing is under way any more. */
  close(): Promise<void>
}
