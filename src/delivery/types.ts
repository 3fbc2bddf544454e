/**
 * The words between sources, pollers and what takes batches (a function, a pipe). A poller reads a source, filters, batches and
 * hands each batch to a sink; what the sink answers decides what happens to the batch. Two kinds of sources differ in all that
 * matters: a queue's messages are independent and acknowledged one by one, a stream's records are in order and acknowledged by
 * how far one has come.
 */
import type { Clock } from '../base/clock.ts'
import type { JsonObject } from '../base/json.ts'
import type { Logger } from '../base/logger.ts'
import type { RandomSource } from '../base/random.ts'
import type { Trail } from '../dispatch/index.ts'
import type { Change, Key, Store } from '../store/index.ts'

/** One event as it was read from a source. */
export interface SourceRecord {
  /** What a sink names it by: a message's id, a record's sequence number. Unique within a batch. */
  readonly id: string
  /** Its name on the trail of events: the message's id, or `shardId-...:sequence number`. */
  readonly trailId: string
  /** As AWS hands it to a function, in the function's `Records`. */
  readonly record: JsonObject
  /** {@link record} as JSON. */
  readonly json: string
  /** When it came to the source. Unit: milliseconds since the epoch. */
  readonly arrivedAt: number
  /** `X-Amzn-Trace-Id`, where it brings one along. */
  readonly traceHeader?: string
}

/** A message of a queue. */
export interface QueueMessage extends SourceRecord {
  readonly receiptHandle: string
}

/** A record of a shard. Records of one order key are never handled at the same time, and in their order. */
export interface StreamRecord extends SourceRecord {
  readonly orderKey: string
}

/** A queue that can be polled. What fails, fails with an AwsError. */
export interface QueueSource {
  readonly arn: string
  /** Waits until there are messages, at most `waitSeconds`; hides them for the queue's visibility timeout. */
  receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<QueueMessage[]>
  /** Takes messages away that are done with; their number is not bounded. */
  remove(messages: readonly QueueMessage[]): Promise<void>
  /** Gives messages back that were not begun: they can be received at once. */
  release(messages: readonly QueueMessage[]): Promise<void>
  /** For how long received messages stay hidden. Unit: milliseconds. */
  visibilityMs(): Promise<number>
}

/** A shard as its stream lists it. */
export interface Shard {
  readonly id: string
  /** Shards that it continues: they are read to their ends before it. They may be listed no more. */
  readonly parents: readonly string[]
  /** Nothing is written to it any more. */
  readonly closed: boolean
}

/** Where reading of a shard begins. */
export type ShardPosition =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  /** Milliseconds since the epoch. */
  | { readonly type: 'AT_TIMESTAMP'; readonly at: number }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER'; readonly sequence: string }

/** What one look into a shard brought. Without `next` the shard is closed and has been read to its end. */
export interface ShardPage {
  readonly records: readonly StreamRecord[]
  readonly next?: string
}

/** A stream that can be polled. What fails, fails with an AwsError. */
export interface StreamSource {
  readonly arn: string
  /** The most records of one {@link read}. */
  readonly pageRecordsMax: number
  /** For how long records can be read. Unit: milliseconds. */
  retentionMs(): Promise<number>
  /** All shards that the stream still has. */
  shards(): Promise<Shard[]>
  /** A place to read from; it can be used for some minutes. */
  iterator(shardId: string, position: ShardPosition): Promise<string>
  read(shardId: string, iterator: string, max: number): Promise<ShardPage>
  /** Calls back when a shard may have new records. Returns the way to stop. */
  onRecords(shardId: string, listener: () => void): () => void
  /** Calls back when shards may have come, or have been closed. Returns the way to stop. */
  onShards(listener: () => void): () => void
}

/** The tumbling window that a batch belongs to. Instants in milliseconds since the epoch. */
export interface BatchWindow {
  readonly start: number
  readonly end: number
  readonly state: JsonObject
  readonly isFinal: boolean
  readonly terminatedEarly: boolean
}

/** Records that are handed on together. */
export interface Batch<R extends SourceRecord = SourceRecord> {
  readonly records: readonly R[]
  /** Of streams. */
  readonly shardId?: string
  readonly window?: BatchWindow
  /** Which try this is, 1 the first. Queues count by themselves: always 1. */
  readonly attempt: number
}

/** What became of a batch. */
export type BatchOutcome =
  /** Taken, but for the records named in `failed`. `state`: what the window's next batch is given. */
  | { readonly kind: 'done'; readonly failed?: ReadonlySet<string>; readonly state?: JsonObject }
  /** The sink failed on it. `facts` are the sink's own, for {@link StreamSink.discard}. */
  | { readonly kind: 'failed'; readonly reason: string; readonly facts?: JsonObject }
  /** The sink did not begin: throttled, not ready. It does not count as a try. */
  | { readonly kind: 'refused'; readonly reason: string }

/** Takes batches. It does not throw: what goes wrong is an outcome. */
export interface Sink<R extends SourceRecord = SourceRecord> {
  take(batch: Batch<R>, signal: AbortSignal): Promise<BatchOutcome>
  /** Told of events that came, that no filter wanted, and that were deleted from their queue. */
  count?(what: 'polled' | 'filtered' | 'deleted', events: number): void
  /** Told when a source could not be read (`reason`), and when it can again (undefined). */
  sourceState?(reason: string | undefined): void
}

/** A batch of a stream that is given up. */
export interface DiscardedBatch {
  readonly records: readonly StreamRecord[]
  readonly shardId: string
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  /** How often the sink was tried with it. */
  readonly attempts: number
  /** The last try's, when there was one. */
  readonly outcome?: BatchOutcome
}

/** Takes batches of a stream. */
export interface StreamSink extends Sink<StreamRecord> {
  /** What is committed together with the step beyond a batch that is given up: a record for a destination, say. */
  discard(discarded: DiscardedBatch): Promise<readonly Change[]>
}

/** How batches are made. */
export interface BatchSettings {
  readonly batchSize: number
  /** How long a batch waits for more records after its first. Unit: milliseconds; 0: not at all. */
  readonly windowMs: number
  /** The most bytes that the records of a batch have as JSON. */
  readonly bytesMax: number
  /** Whether a record is wanted; absent: all are. */
  readonly wants?: (record: SourceRecord) => boolean
}

/** How a queue is polled. */
export interface QueueSettings extends BatchSettings {
  /** The most batches that are with the sink at once, on all nodes together. Absent: as AWS scales. */
  readonly maximumConcurrency?: number
  /** Batches that may be with the sink at once from the beginning. Default 5. */
  readonly initialConcurrency?: number
}

/** How a stream is polled. */
export interface StreamSettings extends BatchSettings {
  /** Batches of one shard that may be with the sink at once; records of one order key still come one after the other. */
  readonly parallelization: number
  /** Tries after the first; undefined: without end. */
  readonly retryAttempts?: number
  /** Older records are given up. Unit: milliseconds; undefined: when the stream keeps them no longer. */
  readonly recordAgeMs?: number
  /** Whether a batch that failed is split in two. */
  readonly bisect: boolean
  /** Length of tumbling windows. Unit: milliseconds; 0: none. */
  readonly tumblingMs: number
}

/** What pollers need of their surroundings. */
export interface PollerSurroundings {
  readonly store: Store
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
  readonly trail: Trail
  /** Counts work that is under way, for those who move a virtual clock (`Jobs.during`). */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>
}

/** What every poller is told. */
export interface PollerIdentity {
  /** Where it keeps how far it has come, and its leases: unique, and for ever. */
  readonly key: Key
  /** The ARN of where batches go, for the trail. */
  readonly target: string
}

/** A poller that runs. */
export interface Poller {
  /** Takes nothing more and waits for batches that are with the sink; after `drainMs` (default 10,000) it aborts them. */
  stop(drainMs?: number): Promise<void>
}
