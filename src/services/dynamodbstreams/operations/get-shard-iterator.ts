import type * as Api from '@aws-sdk/client-dynamodb-streams'
import { logSequence } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { shardNotFound, trimmed, validation } from '../errors.ts'
import { type Position, writeIterator } from '../iterators.ts'
import { shardBounds } from '../shards.ts'
import { requireStream } from '../streams.ts'

/** Answers an iterator, which says where in a shard to read. */
export async function getShardIterator(
  input: Api.GetShardIteratorInput,
  context: OperationContext,
): Promise<Api.GetShardIteratorOutput> {
  const stream = await requireStream(context, input.StreamArn)
  const shardId = input.ShardId ?? ''
  if (!stream.shardIds.includes(shardId)) throw shardNotFound(shardId, stream.arn)
  const position = await positionOf(input, context, stream.arn, shardId)
  return {
    ShardIterator: writeIterator({ streamArn: stream.arn, shardId, position, issuedAt: context.now }),
  }
}

async function positionOf(
  { ShardIteratorType: type, SequenceNumber: number }: Api.GetShardIteratorInput,
  context: OperationContext,
  streamArn: string,
  shardId: string,
): Promise<Position> {
  const bySequence = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER'
  // UNVERIFIED: the words, here and below.
  if (number !== undefined && !bySequence) {
    throw validation(`SequenceNumber must not be given for ShardIteratorType ${type}`)
  }
  if (type === 'TRIM_HORIZON') return 'TRIM_HORIZON'
  const { oldest, next } = await shardBounds(context, streamArn, shardId)
  if (type === 'LATEST') return next
  if (!bySequence) throw validation(`ShardIteratorType ${type} is not supported`)
  if (number === undefined) {
    throw validation(`SequenceNumber must be given for ShardIteratorType ${type}`)
  }
  const sequence = logSequence(number)
  if (sequence === undefined || sequence < 1 || sequence > next) {
    throw validation(`Invalid SequenceNumber for ShardIteratorType ${type}: ${number}`)
  }
  const position = type === 'AT_SEQUENCE_NUMBER' ? sequence : sequence + 1
  if (position < oldest) throw trimmed()
  return Math.min(position, next)
}
