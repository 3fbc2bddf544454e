/**
 * A Kinesis data stream as pollers see it. Records are those of AWS's events. Source: Lambda Developer Guide, "How Lambda
 * processes records from Amazon Kinesis Data Streams", example event.
 */
import type { JsonObject } from '../../base/json.ts'
import type { StreamRecord, StreamSource } from '../types.ts'
import { callerAt, type SourceSurroundings } from './source-surroundings.ts'
import { streamTopics } from './stream-topics.ts'

interface KinesisRecord {
  readonly SequenceNumber?: string
  readonly ApproximateArrivalTimestamp?: Date
  readonly Data?: Uint8Array
  readonly PartitionKey?: string
  readonly EncryptionType?: string
}

interface KinesisShard {
  readonly ShardId?: string
  readonly ParentShardId?: string
  readonly AdjacentParentShardId?: string
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string }
}

/**
 * `arn` may be a stream's or one of its consumers'; `roleArn` is whose permissions are used, as events name it. Consumers read
 * as everybody does: here they have no throughput of their own to pay for.
 */
export function kinesisSource(surroundings: SourceSurroundings, arn: string, roleArn: string): StreamSource {
  const { call } = surroundings
  const caller = callerAt(surroundings, arn)
  const StreamARN = arn.split('/consumer/')[0] ?? arn
  return {
    arn,
    // Source: Kinesis API Reference, GetRecords, `Limit`.
    pageRecordsMax: 10_000,
    async retentionMs() {
      const { StreamDescriptionSummary: told } = await call<{
        StreamDescriptionSummary?: { RetentionPeriodHours?: number }
      }>('kinesis:DescribeStreamSummary', { StreamARN }, caller)
      return (told?.RetentionPeriodHours ?? 24) * 3_600_000
    },
    async shards() {
      const shards: KinesisShard[] = []
      let NextToken: string | undefined
      do {
        const input: object = NextToken === undefined ? { StreamARN } : { NextToken }
        const page = await call<{ Shards?: KinesisShard[]; NextToken?: string }>(
          'kinesis:ListShards',
          input,
          caller,
        )
        shards.push(...(page.Shards ?? []))
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      return shards.map(({ ShardId = '', ParentShardId, AdjacentParentShardId, SequenceNumberRange }) => ({
        id: ShardId,
        parents: [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined),
        closed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
      }))
    },
    async iterator(ShardId, position) {
      const { ShardIterator = '' } = await call<{ ShardIterator?: string }>(
        'kinesis:GetShardIterator',
        {
          StreamARN,
          ShardId,
          ShardIteratorType: position.type,
          ...(position.type === 'AT_TIMESTAMP' ? { Timestamp: new Date(position.at) } : {}),
          ...(position.type === 'AFTER_SEQUENCE_NUMBER' ? { StartingSequenceNumber: position.sequence } : {}),
        },
        caller,
      )
      return ShardIterator
    },
    async read(shardId, ShardIterator, max) {
      const { Records = [], NextShardIterator } = await call<{
        Records?: KinesisRecord[]
        NextShardIterator?: string
      }>('kinesis:GetRecords', { StreamARN, ShardIterator, Limit: max }, caller)
      const records = Records.map((record) => kinesisRecord(record, shardId, arn, roleArn))
      return NextShardIterator === undefined || NextShardIterator === null
        ? { records }
        : { records, next: NextShardIterator }
    },
    ...streamTopics(surroundings.store, StreamARN),
  }
}

/** A record as AWS hands it to functions. */
export function kinesisRecord(
  { SequenceNumber = '', PartitionKey = '', Data, ApproximateArrivalTimestamp }: KinesisRecord,
  shardId: string,
  arn: string,
  roleArn: string,
): StreamRecord {
  const arrivedAt = ApproximateArrivalTimestamp?.getTime() ?? 0
  const record: JsonObject = {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: PartitionKey,
      sequenceNumber: SequenceNumber,
      data: Buffer.from(Data ?? new Uint8Array()).toString('base64'),
      approximateArrivalTimestamp: arrivedAt / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${SequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: roleArn,
    awsRegion: arn.split(':')[3] ?? '',
    eventSourceARN: arn,
  }
  return {
    id: SequenceNumber,
    trailId: `${shardId}:${SequenceNumber}`,
    orderKey: PartitionKey,
    record,
    json: JSON.stringify(record),
    arrivedAt,
  }
}
