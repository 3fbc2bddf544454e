import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readShardId, shardIdOf } from '../domain/shards.ts'
import { dryRun, noSuchShard, shardDoesNotExist } from '../errors.ts'
import { placeOf, writeIterator } from '../positions.ts'
import { required } from '../required.ts'
import { shardsOf } from '../shard-map.ts'
import { addressOf, loadStreamAt } from '../streams.ts'

/** Where to begin to read a shard. */
export async function getShardIterator(
  input: Api.GetShardIteratorInput,
  context: OperationContext,
): Promise<Api.GetShardIteratorOutput> {
  const address = addressOf(context, input)
  const id = required(input.ShardId, 'ShardId')
  const index = readShardId(id)
  if (index === undefined) throw noSuchShard(id, address.name, address.accountId)
  const { value: stream } = await loadStreamAt(context, 'GetShardIterator', address)
  const shard = (await shardsOf(context, stream)).get(index)
  if (shard === undefined) throw shardDoesNotExist(shardIdOf(index), address.name, address.accountId)
  const place = await placeOf(context, stream, shard, {
    type: required(input.ShardIteratorType, 'ShardIteratorType'),
    sequenceNumber: input.StartingSequenceNumber,
    timestamp: input.Timestamp,
  })
  if (input.DryRun === true) throw dryRun()
  return { ShardIterator: writeIterator(context, stream, shard, place) }
}
