import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readShardId } from '../domain/shards.ts'
import { noSuchShard } from '../errors.ts'
import { describeShardsPage } from '../limits.ts'
import { shardsOf } from '../shard-map.ts'
import { loadStream } from '../streams.ts'
import { shardView, streamFacts } from '../views.ts'

/** A stream with its shards, a page of them. */
export async function describeStream(
  input: Api.DescribeStreamInput,
  context: OperationContext,
): Promise<Api.DescribeStreamOutput> {
  const { value: stream } = await loadStream(context, 'DescribeStream', input)
  const after = input.ExclusiveStartShardId === undefined ? -1 : readShardId(input.ExclusiveStartShardId)
  if (after === undefined) throw noSuchShard(input.ExclusiveStartShardId ?? '', stream.name, stream.accountId)
  const limit = Math.min(input.Limit ?? describeShardsPage, describeShardsPage)
  // A stream that is being made has none to show yet.
  const all = stream.status === 'CREATING' ? [] : (await shardsOf(context, stream)).all
  const left = all.filter(({ index }) => index > after)
  return {
    StreamDescription: {
      ...streamFacts(context, stream),
      Shards: left.slice(0, limit).map(shardView),
      HasMoreShards: left.length > limit,
    },
  }
}
