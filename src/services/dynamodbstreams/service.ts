import type { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { describeStream } from './operations/describe-stream.ts'
import { getRecords } from './operations/get-records.ts'
import { getShardIterator } from './operations/get-shard-iterator.ts'
import { listStreams } from './operations/list-streams.ts'

/** Amazon DynamoDB Streams: reads what DynamoDB writes to the logs of shards. */
export const service: ServiceDefinition = {
  prefix: 'dynamodbstreams',
  model: 'dynamodb-streams',
  answersWithCrc32: true,
  operations: {
    DescribeStream: describeStream,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    ListStreams: listStreams,
  } satisfies OperationTable<DynamoDBStreams>,
}
