/** Where readers begin, and the iterators that say so. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { readSequenceNumber } from './domain/sequence-numbers.ts'
import { type Shard, shardIdOf } from './domain/shards.ts'
import { expiredIterator, invalidArgument, invalidIterator } from './errors.ts'
import { iteratorMs } from './limits.ts'
import { logOf, placeAt } from './reading.ts'
import type { Stream } from './records.ts'
import { streamArn } from './streams.ts'

/** A position as requests give it. */
export interface PositionInput {
  readonly type: string
  readonly sequenceNumber: string | undefined
  readonly timestamp: Date | undefined
}

/** The first place to read. Fails with InvalidArgumentException. */
export async function placeOf(
  context: OperationContext,
  stream: Stream,
  shard: Shard,
  { type, sequenceNumber, timestamp }: PositionInput,
): Promise<number> {
  const { store, now } = context
  const log = logOf(streamArn(context, stream), shard)
  checkMembers(type, sequenceNumber, timestamp)
  switch (type) {
    case 'TRIM_HORIZON':
      return 1
    case 'LATEST':
      return (await store.logBounds(log)).next
    case 'AT_TIMESTAMP': {
      const at = timestamp?.getTime() ?? 0
      if (at > now)
        throw invalidArgument(
          `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${at}, currentTimestampInMillis: ${now}`,
        )
      return placeAt(context, log, at)
    }
    default: {
      const place = readPlace(stream, shard, sequenceNumber ?? '')
      return type === 'AFTER_SEQUENCE_NUMBER' ? place + 1 : Math.max(1, place)
    }
  }
}

/** UNVERIFIED: the words about AT_TIMESTAMP. */
function checkMembers(type: string, sequenceNumber: string | undefined, timestamp: Date | undefined): void {
  const bySequence = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER'
  if (type === 'AT_TIMESTAMP' && timestamp === undefined)
    throw invalidArgument('Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP.')
  if (type !== 'AT_TIMESTAMP' && timestamp !== undefined)
    throw invalidArgument(`Timestamp may only be specified for iterator of type AT_TIMESTAMP, not ${type}.`)
  if (bySequence !== (sequenceNumber !== undefined))
    throw invalidArgument(
      `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${sequenceNumber === undefined ? 'no' : 'also a'} StartingSequenceNumber.`,
    )
}

/** The place that a sequence number of this shard means. */
function readPlace({ name, accountId }: Stream, shard: Shard, text: string): number {
  const found = readSequenceNumber(text)
  const id = shardIdOf(shard.index)
  const used = `StartingSequenceNumber ${text} used in GetShardIterator on shard ${id} in stream ${name} under account ${accountId}`
  if (found === undefined) throw invalidArgument(`${used} is invalid.`)
  if (found.shardIndex !== shard.index)
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardIdOf(found.shardIndex)}, while it was used in a call to a shard with ${id}`,
    )
  if (found.epoch !== shard.epoch)
    throw invalidArgument(`${used} is invalid because it did not come from this stream.`)
  // Numbers behind the end of a closed shard are larger than what a number of JavaScript holds exactly.
  return Number(found.place > 2n ** 52n ? 2n ** 52n : found.place)
}

/** An iterator as it was written. */
export interface Iterator {
  readonly accountId: string
  readonly streamName: string
  readonly streamId: string
  readonly shardIndex: number
  readonly place: number
}

const purpose = 'kinesis iterator'

export function writeIterator(
  { now }: Pick<OperationContext, 'now'>,
  stream: Stream,
  shard: Shard,
  place: number,
): string {
  const { accountId, name, id } = stream
  return writePageToken(purpose, [accountId, name, id, shard.index, place, now])
}

/** Fails with InvalidArgumentException, ExpiredIteratorException. */
export function readIterator({ clock }: Pick<OperationContext, 'clock'>, text: string): Iterator {
  const fields = readPageToken(purpose, text)
  if (!Array.isArray(fields)) throw invalidIterator()
  const [accountId, streamName, streamId, shardIndex, place, createdAt] = fields as [
    string,
    string,
    string,
    number,
    number,
    number,
  ]
  const now = clock.now()
  if (now - createdAt > iteratorMs) throw expiredIterator(createdAt, now, iteratorMs)
  return { accountId, streamName, streamId, shardIndex, place }
}
