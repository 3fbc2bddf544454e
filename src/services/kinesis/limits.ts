/**
 * Quotas of Kinesis Data Streams.
 * Source: Kinesis Data Streams Developer Guide, "Quotas and limits"; API Reference, where an operation is named.
 */

/** Unit: hours that records are kept when nobody says otherwise, and at least. */
export const retentionHoursDefault = 24
/** Unit: hours that records are kept at most (365 days). */
export const retentionHoursMax = 8_760

/** Unit: KiB of data and partition key of one record, when a stream is made without saying. API Reference, UpdateMaxRecordSize. */
export const recordKiBDefault = 1_024
/** Unit: bytes of all data and partition keys of one PutRecords. */
export const putRecordsBytes = 10 * 1024 * 1024

/** Unit: records that a shard of a provisioned stream takes in a second. */
export const shardWriteRecords = 1_000
/** Unit: bytes that a shard of a provisioned stream takes in a second. */
export const shardWriteBytes = 1024 * 1024

/** Unit: bytes of data that one GetRecords answers. */
export const getRecordsBytes = 10 * 1024 * 1024
/** Unit: records that one GetRecords answers. */
export const getRecordsCount = 10_000
/** Unit: bytes that are read from the store at once, at most nearly. Ours: bounds the memory of one request. */
export const readBytes = 64 * 1024 * 1024
/** Unit: records that are read from the store at once. Ours. */
export const readCount = 512

/** Unit: milliseconds for which a shard iterator can be used. API Reference, GetShardIterator. */
export const iteratorMs = 300_000
/** Unit: milliseconds for which a token of a listing can be used. API Reference, ListShards. */
export const tokenMs = 300_000

/** Unit: milliseconds that one SubscribeToShard lasts. API Reference, SubscribeToShard. */
export const subscriptionMs = 300_000
/** Unit: milliseconds during which a second SubscribeToShard does not take over. API Reference, SubscribeToShard. */
export const takeoverMs = 5_000
/** Unit: milliseconds without records after which an empty event is sent. UNVERIFIED: AWS names no figure. */
export const heartbeatMs = 5_000
/** Unit: bytes of data in one event of a subscription, unless one record is larger. UNVERIFIED: AWS names no figure. */
export const eventBytes = 1024 * 1024

/** Unit: consumers registered with one stream at once. */
export const consumerCount = 20
/** Unit: consumers of one stream that are being made at once. */
export const consumersBeingMade = 5

/** Unit: shards of a new on-demand stream. */
export const onDemandShards = 4
/** Unit: on-demand streams of one account in one region. */
export const onDemandStreams = 50
/** Unit: shards of one stream. API Reference, UpdateShardCount. */
export const streamShards = 10_000
/** Unit: streams of one account in a region that are being made at once. API Reference, CreateStream. */
export const streamsBeingMade = 5
/** Unit: times that a stream is scaled in 24 hours. API Reference, UpdateShardCount. */
export const scalingsPerDay = 10
/** Unit: times that a stream changes its mode in 24 hours. API Reference, UpdateStreamMode. */
export const modeChangesPerDay = 2

/** Unit: tags on one resource. API Reference, AddTagsToStream. */
export const tagCount = 50
/** Unit: bytes of a resource policy. Source: Developer Guide, "Sharing your data stream with another account". */
export const policyBytes = 20_480

/** Unit: names on a page of ListStreams. */
export const streamsPage = 100
/** Unit: shards on a page of DescribeStream, at most. */
export const describeShardsPage = 100
/** Unit: shards on a page of ListShards. */
export const listShardsPage = 1_000
/** Unit: consumers on a page of ListStreamConsumers. */
export const consumersPage = 100

/** Unit: shards in one record of the store. Ours: a stream of thousands of shards stays some dozens of records. */
export const blockShards = 200
/** After so long without a sign of life of the node that changes a stream another one takes over. Unit: milliseconds. Ours. */
export const transitionLeaseMs = 5_000
/** A change is tried this often when others change the same record meanwhile. Ours. */
export const commitAttempts = 20

/** Unit: open shards of one account in a region. */
export function accountShards(region: string): number {
  return ['us-east-1', 'us-west-2', 'eu-west-1'].includes(region) ? 20_000 : 6_000
}
