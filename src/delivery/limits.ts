import type { BackoffPolicy } from '../base/backoff.ts'

/**
 * The most that one invocation takes. Unit: bytes. Source: Lambda Developer Guide, "Lambda quotas", invocation payload: 6 MB
 * each for request and response (synchronous), as the Invoke operation counts them.
 */
export const invocationBytesMax = 6_291_456

/** Batches that a queue's poller begins with. Source: Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings". */
export const queueConcurrencyFirst = 5

/** Unit: batches of one queue at once, at most. Source: as above. */
export const queueConcurrencyMax = 1_250

/** Batches more, and how often. Source: as above ("up to 300 more concurrent invokes per minute"). Unit: milliseconds. */
export const scalingStep = { batches: 5, everyMs: 1_000 }

/**
 * Where batches take less time than this, more of them at once do not help: the machine has enough to do. Unit: milliseconds.
 * Ours: on AWS each gets a machine of its own.
 */
export const scalingBatchMs = 50

/** Unit: batches at once after failures, at least. Source: as above ("as few as 2 concurrent invokes"). */
export const queueConcurrencyLeast = 2

/** Messages of one ReceiveMessage or DeleteMessageBatch. Source: SQS API Reference. */
export const queueCallMessages = 10

/**
 * How long one look into a queue waits. Unit: seconds. Ours: SQS takes 20 from outside, and longer from inside, where the store wakes
 * who waits; a virtual clock that moves by days runs the end of each.
 */
export const longPollSeconds = 86_400

/** Looks into one queue at once, while there is much in it. Source: Lambda Developer Guide ("five concurrent"). */
export const queueReceiversMax = 5

/** Batches beyond those with the sink that may be in hand: they are received while the others run. Ours. */
export const queuePrefetch = 2

/** The records of a shard that are read ahead. Ours; a page may exceed it once. Unit: records; bytes. */
export const shardAhead = { records: 20_000, bytes: 32 * 1024 * 1024 }

/** The largest state of a tumbling window. Unit: bytes. Source: Developer Guide, "Implementing stateful processing": 1 MB per shard. */
export const windowStateBytesMax = 1024 * 1024

/** How long a shard, or a bounded queue, stays with a node that gives no sign of life. Unit: milliseconds. Ours. */
export const leaseMs = 6_000

/** How batches that failed are repeated. Ours: AWS says that it backs off, and not how. */
export const batchRetry: BackoffPolicy = { firstMs: 200, longestMs: 60_000, factor: 2 }

/** How batches that were refused are handed over again. Ours. */
export const refusedRetry: BackoffPolicy = { firstMs: 100, longestMs: 10_000, factor: 2 }

/** How sources that cannot be read are asked again. Ours. */
export const sourceRetry: BackoffPolicy = { firstMs: 500, longestMs: 60_000, factor: 2 }

/** A notice that nobody takes is tried for so long. Unit: milliseconds. Source: EventBridge User Guide, "Events from AWS services": a day. */
export const busNoticeTryingMs = 86_400_000
