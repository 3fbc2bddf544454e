/** Quotas of DynamoDB Streams. Source: DynamoDB Streams API Reference; Developer Guide, "DynamoDB Streams limits". */

/** Unit: streams on a page of ListStreams. */
export const streamPageCount = 100
/** Unit: shards on a page of DescribeStream. */
export const shardPageCount = 100
/** Unit: records of one GetRecords. */
export const recordCount = 1000
/** Unit: bytes of the records of one GetRecords. */
export const recordBytes = 1024 * 1024
/** Unit: milliseconds for which an iterator can be used. Source: API Reference, GetShardIterator: 15 minutes. */
export const iteratorMs = 900_000
