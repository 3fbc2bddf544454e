/**
 * Where shards keep their records: DynamoDB Streams and Kinesis write them, pollers wait on them. The log is the shard's; a
 * poller reads records through the service's own GetRecords, and needs the log's name to be woken when there are new ones.
 */
import type { Key } from '../store/index.ts'

/** The log of a shard: of a stream by its ARN, and the shard by its id (`shardId-...`). */
export function shardLog(streamArn: string, shardId: string): Key {
  return ['shard', streamArn, shardId]
}

/**
 * A record that a service sets, to whatever value, in each commit that adds, closes or removes shards of a stream: pollers
 * wait on it. (Writing to a shard needs nothing but its log.)
 */
export function shardsRecord(streamArn: string): Key {
  return ['shards-changed', streamArn]
}
