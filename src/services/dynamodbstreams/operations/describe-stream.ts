import type * as Api from '@aws-sdk/client-dynamodb-streams'
import { sequenceNumber, type TableStream } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { shardPageCount } from '../limits.ts'
import { shardBounds } from '../shards.ts'
import { requireStream } from '../streams.ts'

/** Answers what a stream is, and its shards. */
export async function describeStream(
  input: Api.DescribeStreamInput,
  context: OperationContext,
): Promise<Api.DescribeStreamOutput> {
  const stream = await requireStream(context, input.StreamArn)
  // No shard comes from another here: shards are made with the stream and end with it.
  const all = input.ShardFilter === undefined ? [...stream.shardIds].sort() : []
  const start = input.ExclusiveStartShardId
  const rest = start === undefined ? all : all.filter((id) => id > start)
  const shown = rest.slice(0, Math.min(input.Limit ?? shardPageCount, shardPageCount))
  const last = shown.at(-1)
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.disabledAt === undefined ? 'ENABLED' : 'DISABLED',
      StreamViewType: stream.view,
      CreationRequestDateTime: new Date(stream.createdAt),
      TableName: stream.tableName,
      KeySchema: [
        ...stream.key.hash.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
        ...stream.key.sort.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
      ],
      Shards: await Promise.all(shown.map((shardId) => describeShard(context, stream, shardId))),
      ...(rest.length > shown.length && last !== undefined ? { LastEvaluatedShardId: last } : {}),
    },
  }
}

async function describeShard(
  context: OperationContext,
  stream: TableStream,
  shardId: string,
): Promise<Api.Shard> {
  const { next } = await shardBounds(context, stream.arn, shardId)
  const end = stream.disabledAt === undefined ? undefined : sequenceNumber(Math.max(1, next - 1))
  return {
    ShardId: shardId,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(1),
      ...(end === undefined ? {} : { EndingSequenceNumber: end }),
    },
  }
}
