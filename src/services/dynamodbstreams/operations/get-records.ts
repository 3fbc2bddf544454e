import { hash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-dynamodb-streams'
import { itemFromJson, type StreamChange, sequenceNumber, type TableStream } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { LogEntry } from '../../../store/index.ts'
import { shardNotFound, trimmed } from '../errors.ts'
import { readIterator, writeIterator } from '../iterators.ts'
import { recordBytes, recordCount } from '../limits.ts'
import { readShard, shardBounds } from '../shards.ts'
import { requireStream } from '../streams.ts'

/** Answers records of a shard, in order, and where to go on; nothing to go on with behind the last one of a shard that has ended. */
export async function getRecords(
  input: Api.GetRecordsInput,
  context: OperationContext,
): Promise<Api.GetRecordsOutput> {
  const { streamArn, shardId, position } = readIterator(input.ShardIterator ?? '', context.now)
  const stream = await requireStream(context, streamArn)
  if (!stream.shardIds.includes(shardId)) throw shardNotFound(shardId, streamArn)
  const { oldest, next } = await shardBounds(context, streamArn, shardId)
  const from = position === 'TRIM_HORIZON' ? oldest : position
  if (from < oldest) throw trimmed()
  const entries = await readShard(context, streamArn, shardId, from, {
    countMax: Math.min(input.Limit ?? recordCount, recordCount),
    bytesMax: recordBytes,
  })
  const last = entries.at(-1)
  const goOn = last === undefined ? from : last.sequence + 1
  const ended = stream.disabledAt !== undefined && goOn >= next
  return {
    Records: entries.map((entry) => record(context, stream, shardId, entry)),
    ...(ended
      ? {}
      : {
          NextShardIterator: writeIterator({ streamArn, shardId, position: goOn, issuedAt: context.now }),
        }),
  }
}

/** Source: DynamoDB Streams API Reference, Record, StreamRecord, Identity. */
function record(
  { region }: OperationContext,
  stream: TableStream,
  shardId: string,
  { sequence, at, value }: LogEntry<StreamChange>,
): Api._Record {
  const number = sequenceNumber(sequence)
  return {
    // The same whenever it is read, and another for each record.
    eventID: hash('md5', `${stream.arn} ${shardId} ${number}`, 'hex'),
    eventName: value.event,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: new Date(Math.floor(at / 1000) * 1000),
      Keys: itemFromJson(value.keys),
      ...(value.newImage === undefined ? {} : { NewImage: itemFromJson(value.newImage) }),
      ...(value.oldImage === undefined ? {} : { OldImage: itemFromJson(value.oldImage) }),
      SequenceNumber: number,
      SizeBytes: value.bytes,
      StreamViewType: stream.view,
    },
    ...(value.byTimeToLive === true
      ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } }
      : {}),
  }
}
