/** Quotas of EventBridge Pipes, and a few of our own. Source, where not named: EventBridge User Guide, "Amazon EventBridge quotas", pipes. */

export const pipesPerRegion = 1_000

/** Messages of one batch. Source: API Reference, SourceParameters. */
export const queueBatchSizeDefault = 10
/** Records of one batch. Source: as above. */
export const streamBatchSizeDefault = 100

/** Batches of a queue above this size need a batching window. Source: User Guide, "Amazon SQS queue as a source". */
export const queueBatchWithoutWindow = 10

/** Unit: bytes of a batch. Source: User Guide, "Amazon EventBridge Pipes batching and concurrency" (payloads of 6 MB). */
export const batchBytes = 6_291_456

/** What a batch has beside its events. Unit: bytes. Ours. */
export const envelopeBytes = 1_024

/** Entries of one call. Source: API Reference, PutEvents, SendMessageBatch, PublishBatch. */
export const entriesPerCall = 10

/** Records of one call. Source: API Reference, PutRecords. */
export const recordsPerCall = 500

/** Items of one page where the caller names no number. Source: API Reference, ListPipes. */
export const pageSize = 100

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 20

/** How long batches of a pipe that was changed may go on. Unit: milliseconds. Source: User Guide, pipes' timeout of 5 minutes. */
export const changeDrainMs = 300_000

/** Records of batches that were given up are sent for so long. Unit: milliseconds. Ours. */
export const deadLetterTryingMs = 86_400_000
