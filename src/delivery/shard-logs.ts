/**
 * Where shards keep their records: DynamoDB Streams and Kinesis write them, pollers wait on them. The log is the shard's; a
 * poller reads records through the service's own GetRecords, and needs the log's name to be woken when there are new ones.
 */
import type { Key } from '../store/index.ts'

/** The log of a shard: of a stream by its ARN, and the shard by its id (`shardId-...`). */
export function shardLog(streamArn: string, shardId: string): Key {
  return ['shard', streamArn, shardId]
}
