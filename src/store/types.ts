/**
 * The one contract between Lambent and whatever keeps its state. Four shapes: records, logs, queues and blobs;
 * one way to change the first three, an atomic commit. Two engines stand behind it (SQLite and PostgreSQL) and pass
 * one suite. Nothing outside this room sees SQL.
 *
 * A commit that was answered is durable. A read that starts after the answer, on any node, sees it.
 */
import type { Json } from '../base/json.ts'
import type { Soon } from '../base/soon.ts'

/**
 * One part of a key. Keys order part by part; kinds order bytes < text < numbers < false < true, text by its UTF-8
 * bytes, numbers and bigints together by value.
 */
export type KeyPart = Uint8Array | string | number | bigint | boolean

/** A place in the store. A key that begins with another is inside its prefix. At most 2,400 bytes encoded. */
export type Key = readonly KeyPart[]

/** What a record, a log entry or a message holds: a JSON document, or bytes as they are. */
export type Value = Json | Uint8Array

/** A value as it is kept: a string is the text of a JSON document, a Uint8Array is bytes as they are. */
export type StoredValue = string | Uint8Array

/** Changes with every write of a record, and is never used twice for one key. Compared for equality only. */
export type Version = number

/** A record as it was read. */
export interface Entry<T = Value> {
  readonly key: Key
  readonly value: T
  readonly version: Version
}

/** Which records a listing takes. `start` is included, `end` is not; both default to the edges of the prefix. */
export interface ListSelector {
  readonly prefix: Key
  readonly start?: Key
  readonly end?: Key
  /** With `after`, the listing starts behind this key (before it when reversed). For paging. */
  readonly after?: Key
  readonly reverse?: boolean
  /** At most this many entries. Default 1,000. */
  readonly limit?: number
}

/** An entry of a log. Sequences begin at 1 and have no gaps when appended; trimming removes the oldest. */
export interface LogEntry<T = Value> {
  readonly sequence: number
  /** When it was appended, by the clock. Unit: milliseconds since the epoch; never falls within a log. */
  readonly at: number
  readonly value: T
}

/** Which entries of a log to read. `from` and `to` are sequences, both included. */
export interface LogSelector {
  readonly from?: number
  readonly to?: number
  /** Entries appended at or after this instant. Unit: milliseconds since the epoch. */
  readonly fromAt?: number
  readonly reverse?: boolean
  /** Default 1,000. */
  readonly limit?: number
}

/** What a log holds: `first` is the oldest sequence kept, `next` the one that the next entry gets. */
export interface LogBounds {
  readonly first: number
  readonly next: number
}

/** How a message goes into a queue. */
export interface EnqueueOptions {
  /** Not received before this instant. Unit: milliseconds since the epoch. Default: now. */
  readonly deliverAt?: number
  /**
   * Messages of one group are received in the order of their commits, and none while another of the group is leased
   * or an earlier one waits to be delivered again. One receive may take several that follow each other.
   */
  readonly group?: string
  /**
   * The instant from which it counts its age: of a message that has come from another queue, and is as old as it was there. Unit:
   * milliseconds since the epoch. Default: now, which is also the latest.
   */
  readonly enqueuedAt?: number
}

/** A message under a lease. */
export interface Message<T = Value> {
  readonly queue: Key
  /** Grows with each enqueue of the store; unique. */
  readonly id: number
  readonly value: T
  readonly group?: string
  readonly enqueuedAt: number
  /** How often it was received, this time included. */
  readonly deliveryCount: number
  /** When it was received for the first time. */
  readonly firstDeliveredAt: number
  /** Proves the lease; a later lease of the same message makes it worthless. */
  readonly receipt: Receipt
}

/** A message as it lies in its queue, looked at without leasing it. */
export interface WaitingMessage<T = Value> {
  readonly queue: Key
  readonly id: number
  readonly value: T
  readonly group?: string
  readonly enqueuedAt: number
  readonly deliveryCount: number
  /** Absent when it was never received. */
  readonly firstDeliveredAt?: number
  /** Leased: until `dueAt`. Delayed: not receivable before `dueAt`. Ready: since `dueAt`. */
  readonly state: 'ready' | 'leased' | 'delayed'
  readonly dueAt: number
}

/** Proof of a lease on a message. Plain data: it may be stored and used by another process. */
export interface Receipt {
  readonly queue: Key
  readonly id: number
  readonly lease: number
}

/** Which messages to lease. */
export interface ReceiveOptions {
  readonly max: number
  /** How long they stay with the receiver unless acknowledged, released or extended. Unit: milliseconds. */
  readonly leaseMs: number
  /**
   * False: the answer does not wait until the lease is on the disk, which is what takes most of the time. After a crash within
   * a second or two the messages are as if nobody had received them. Default: true.
   */
  readonly durable?: boolean
  /**
   * True: the lease is of use to this process alone, and a store that only one process can have ends it when it is opened again. False: it
   * lasts, for whoever has the receipt. Default: false.
   */
  readonly ofThisProcess?: boolean
}

/** How many messages a queue has: due (behind another of their group, too), leased, and not yet due. */
export interface QueueCounts {
  readonly ready: number
  readonly leased: number
  readonly delayed: number
}

/** Bytes kept under their own SHA-256 (lower-case hexadecimal). */
export interface Blob {
  readonly hash: string
  readonly bytes: number
}

/** What is known of a blob when its bytes have been kept. `crc32`: of all of them, for whoever has to know it: the store computes it anyhow. */
export interface KeptBlob extends Blob {
  readonly crc32: number
}

/** A part of a blob. `start` and `end` are byte offsets, `end` not included. */
export interface ByteRange {
  readonly start?: number
  readonly end?: number
}

/** Sole right of a process to do something, for a while and for as long as the process lives. `token` grows with each new holder: pass it to `fence`. */
export interface Lease {
  readonly name: Key
  readonly holder: string
  readonly token: number
  /** Unit: milliseconds since the epoch. */
  readonly expiresAt: number
}

/**
 * One change or condition of a commit. All conditions are tested before any change is made; then the changes are made
 * in the order given. Instants (milliseconds since the epoch) that have passed count as now, where something waits for
 * them.
 */
export type Change =
  /** The record must have exactly this version; null: it must be absent. */
  | { readonly type: 'check'; readonly key: Key; readonly version: Version | null }
  /** `expiresAt` (milliseconds since the epoch): from then on the record is absent to every reader. */
  | { readonly type: 'set'; readonly key: Key; readonly value: Value; readonly expiresAt?: number }
  | { readonly type: 'delete'; readonly key: Key }
  /** Deletes every record inside the prefix, between `start` (included) and `end` (not). */
  | { readonly type: 'deleteRange'; readonly prefix: Key; readonly start?: Key; readonly end?: Key }
  | { readonly type: 'append'; readonly log: Key; readonly values: readonly Value[] }
  /** The log's next sequence must be this. */
  | { readonly type: 'checkLog'; readonly log: Key; readonly next: number }
  /** Drops entries with a lower sequence than `before`; without it the whole log, whose sequences then start anew. */
  | { readonly type: 'trim'; readonly log: Key; readonly before?: number }
  | ({ readonly type: 'enqueue'; readonly queue: Key; readonly value: Value } & EnqueueOptions)
  /** The lease must still hold (it may have run out, if nobody received the message since); the message is gone. */
  | { readonly type: 'acknowledge'; readonly receipt: Receipt }
  /** The lease must still hold; the message is received again at or after `deliverAt` (default now). */
  | { readonly type: 'release'; readonly receipt: Receipt; readonly deliverAt?: number }
  /** The lease must still hold; it now ends at `until`. */
  | { readonly type: 'extend'; readonly receipt: Receipt; readonly until: number }
  /** Drops every message of the queue, leased ones too; with `before`, those alone that were enqueued before that instant. */
  | { readonly type: 'purge'; readonly queue: Key; readonly before?: number }
  /** The lease must still be the current one: neither ended nor another's. */
  | { readonly type: 'fence'; readonly lease: Lease }
  /** Keeps the blob while `holder` holds it. A condition too: the blob must exist. */
  | { readonly type: 'hold'; readonly blob: string; readonly holder: Key }
  /** Ends a hold; a blob that nobody holds is removed after a time of grace. */
  | { readonly type: 'drop'; readonly blob: string; readonly holder: Key }

/** What a commit did, or which condition (index into its changes) did not hold; then it did nothing. */
export type CommitResult =
  | {
      readonly ok: true
      /** The version that every record set by this commit now has. */
      readonly version: Version
      /** For each `append` in order, the sequence of its first entry. */
      readonly appended: readonly number[]
      /** For each `enqueue` in order, the message's id. */
      readonly enqueued: readonly number[]
    }
  | { readonly ok: false; readonly failed: number }

/** What was touched by a commit, here or on another node. A hint: may come twice or for nothing, never too few. */
export type Topic =
  | { readonly type: 'record'; readonly prefix: Key }
  | { readonly type: 'log'; readonly log: Key }
  | { readonly type: 'queue'; readonly queue: Key }

/** What this process has asked of a store. */
export interface StoreQuestions {
  readonly asked: number
  /** Of these so many have no answer yet. */
  readonly open: number
}

/**
 * What every engine is. Arguments that no engine can take are refused with a StoreArgumentError, failures of disk or
 * database are an OperationalError: then a commit may or may not have happened.
 */
export interface Store {
  get<T = Value>(key: Key): Promise<Entry<T> | null>
  /** All as of one instant, in the order of the keys given. */
  getMany<T = Value>(keys: readonly Key[]): Promise<Array<Entry<T> | null>>
  /**
   * The same of records as they are kept, for whoever hands documents on without looking into them. At once where the store has all of
   * them in memory; then what is wrong with a key is thrown at once, too.
   */
  getStored(keys: readonly Key[]): Soon<Array<Entry<StoredValue> | null>>
  /** In key order, as of one instant. */
  list<T = Value>(selector: ListSelector): Promise<Array<Entry<T>>>

  /** All or nothing; durable when answered. Conflicts are answers, not exceptions. */
  commit(changes: readonly Change[]): Promise<CommitResult>

  readLog<T = Value>(log: Key, selector?: LogSelector): Promise<Array<LogEntry<T>>>
  /** A log never written has first 1 and next 1. */
  logBounds(log: Key): Promise<LogBounds>

  /**
   * Leases up to `max` messages that are due, those first that have been due longest, then by id. A group counts as
   * its first message and comes with those of its messages that are due next. The lease is durable before the answer, unless the
   * caller does without.
   */
  receive<T = Value>(queue: Key, options: ReceiveOptions): Promise<Array<Message<T>>>
  /** Reads due, leased and delayed messages, the oldest first, without leasing. For consoles and tests. */
  peek<T = Value>(queue: Key, limit: number): Promise<Array<WaitingMessage<T>>>
  queueCounts(queue: Key): Promise<QueueCounts>
  /** When the oldest message of the queue was enqueued, in whatever state it is. Undefined when there is none. */
  oldestEnqueuedAt(queue: Key): Promise<number | undefined>
  /**
   * The instant at which the next message becomes receivable (may be past), as things are: when its time comes, or its
   * lease ends. Undefined when there is none.
   */
  nextDeliveryAt(queue: Key): Promise<number | undefined>
  /** Looks at one message without leasing it; undefined when the queue has it no more. */
  findMessage<T = Value>(queue: Key, id: number): Promise<WaitingMessage<T> | undefined>

  /**
   * Keeps the bytes; streams, never in memory as a whole. A piece is not looked at again once the next one is asked for. Without a `hold`
   * they are removed after a time of grace.
   */
  putBlob(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<KeptBlob>
  /**
   * Undefined when there is no such blob. The stream fails when the bytes turn out damaged. A range that begins
   * behind the end is empty.
   */
  getBlob(hash: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  statBlob(hash: string): Promise<Blob | undefined>

  /**
   * Takes the lease if it is free, expired, or already this holder's (then the token stays); else undefined. A store that only one
   * process can have ends all leases when it is opened.
   */
  acquireLease(name: Key, holder: string, ttlMs: number): Promise<Lease | undefined>
  /** Undefined when it was lost. */
  renewLease(lease: Lease, ttlMs: number): Promise<Lease | undefined>
  releaseLease(lease: Lease): Promise<void>

  /** For who waits until nothing goes on. */
  readonly questions: StoreQuestions

  /** Calls back after commits that touch the topic. Returns the way to stop. */
  subscribe(topic: Topic, listener: () => void): () => void

  /** Finishes what was begun and lets go of files and connections. Calls afterwards are refused. */
  close(): Promise<void>
}
