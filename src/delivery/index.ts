/** The way of events from where they are kept to functions and pipes: what sources and pollers share. */
export { itemFromJson, itemToJson } from './attribute-json.ts'
export { readBatchItemFailures } from './batching/batch-item-failures.ts'
export { recordFilter } from './batching/record-filter.ts'
export { type Followed, FollowedPollers, pollerSurroundings } from './followed-pollers.ts'
export { busNoticeTryingMs, invocationBytesMax } from './limits.ts'
export { startQueuePoller } from './queue-poller.ts'
export { shardLog, shardsRecord } from './shard-logs.ts'
export { dynamodbStreamSource } from './sources/dynamodb-stream-source.ts'
export { kinesisSource } from './sources/kinesis-source.ts'
export { type SourceSurroundings, sqsSource } from './sources/sqs-source.ts'
export { startStreamPoller } from './stream-poller.ts'
export { beginStream, forgetStream, type StartingPosition } from './stream-progress.ts'
export {
  logSequence,
  type StreamChange,
  sequenceNumber,
  streamRetentionMs,
  type TableStream,
  tableStreams,
} from './table-streams.ts'
export * from './targets/index.ts'
export type {
  Batch,
  BatchOutcome,
  BatchSettings,
  BatchWindow,
  DiscardedBatch,
  Poller,
  PollerIdentity,
  PollerSurroundings,
  QueueMessage,
  QueueSettings,
  QueueSource,
  Shard,
  ShardPage,
  ShardPosition,
  Sink,
  SourceRecord,
  StreamRecord,
  StreamSettings,
  StreamSink,
  StreamSource,
} from './types.ts'
