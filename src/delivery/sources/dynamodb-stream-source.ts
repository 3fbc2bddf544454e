/**
 * The stream of a DynamoDB table as pollers see it. Records are those of AWS's events. Source: Lambda Developer Guide, "Using
 * AWS Lambda with Amazon DynamoDB", example event.
 */
import type { Json, JsonObject } from '../../base/json.ts'
import type { StreamRecord, StreamSource } from '../types.ts'
import { callerAt, type SourceSurroundings } from './source-surroundings.ts'
import { streamTopics } from './stream-topics.ts'

interface DynamodbRecord {
  readonly eventID?: string
  readonly eventName?: string
  readonly eventVersion?: string
  readonly eventSource?: string
  readonly awsRegion?: string
  readonly dynamodb?: {
    readonly ApproximateCreationDateTime?: Date
    readonly Keys?: object
    readonly NewImage?: object
    readonly OldImage?: object
    readonly SequenceNumber?: string
    readonly SizeBytes?: number
    readonly StreamViewType?: string
  }
  readonly userIdentity?: { readonly PrincipalId?: string; readonly Type?: string }
}

interface DynamodbShard {
  readonly ShardId?: string
  readonly ParentShardId?: string
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string }
}

interface StreamDescription {
  readonly Shards?: DynamodbShard[]
  readonly LastEvaluatedShardId?: string
}

/** A stream of a DynamoDB table as pollers read it, by its ARN, through the service's own operations. */
export function dynamodbStreamSource(surroundings: SourceSurroundings, arn: string): StreamSource {
  const { call } = surroundings
  const caller = callerAt(surroundings, arn)
  return {
    arn,
    // Source: DynamoDB Streams API Reference, GetRecords, `Limit`.
    pageRecordsMax: 1_000,
    // Source: DynamoDB Developer Guide, "Change data capture for DynamoDB Streams": 24 hours.
    retentionMs: async () => 86_400_000,
    async shards() {
      const shards: DynamodbShard[] = []
      let ExclusiveStartShardId: string | undefined
      do {
        const input: object = {
          StreamArn: arn,
          ...(ExclusiveStartShardId === undefined ? {} : { ExclusiveStartShardId }),
        }
        const answer = await call<{ StreamDescription?: StreamDescription }>(
          'dynamodbstreams:DescribeStream',
          input,
          caller,
        )
        shards.push(...(answer.StreamDescription?.Shards ?? []))
        ExclusiveStartShardId = answer.StreamDescription?.LastEvaluatedShardId
      } while (ExclusiveStartShardId !== undefined)
      return shards.map(({ ShardId = '', ParentShardId, SequenceNumberRange }) => ({
        id: ShardId,
        parents: ParentShardId === undefined ? [] : [ParentShardId],
        closed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
      }))
    },
    async iterator(ShardId, position) {
      // DynamoDB knows no instants: what is too old is left out by who reads.
      const type = position.type === 'AT_TIMESTAMP' ? 'TRIM_HORIZON' : position.type
      const { ShardIterator = '' } = await call<{ ShardIterator?: string }>(
        'dynamodbstreams:GetShardIterator',
        {
          StreamArn: arn,
          ShardId,
          ShardIteratorType: type,
          ...(position.type === 'AFTER_SEQUENCE_NUMBER' ? { SequenceNumber: position.sequence } : {}),
        },
        caller,
      )
      return ShardIterator
    },
    async read(shardId, ShardIterator, max) {
      const { Records = [], NextShardIterator } = await call<{
        Records?: DynamodbRecord[]
        NextShardIterator?: string
      }>('dynamodbstreams:GetRecords', { ShardIterator, Limit: max }, caller)
      const records = Records.map((record) => dynamodbRecord(record, shardId, arn))
      return NextShardIterator === undefined || NextShardIterator === null
        ? { records }
        : { records, next: NextShardIterator }
    },
    ...streamTopics(surroundings.store, arn),
  }
}

/** A record as AWS hands it to functions. */
export function dynamodbRecord(from: DynamodbRecord, shardId: string, arn: string): StreamRecord {
  const { dynamodb = {}, userIdentity } = from
  const { ApproximateCreationDateTime, SequenceNumber = '', Keys } = dynamodb
  const arrivedAt = ApproximateCreationDateTime?.getTime() ?? 0
  const record: JsonObject = {
    eventID: from.eventID,
    eventName: from.eventName,
    eventVersion: from.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: from.awsRegion ?? arn.split(':')[3],
    dynamodb: {
      ApproximateCreationDateTime: arrivedAt / 1000,
      ...images(dynamodb),
      SequenceNumber,
      SizeBytes: dynamodb.SizeBytes,
      StreamViewType: dynamodb.StreamViewType,
    },
    ...(userIdentity === undefined
      ? {}
      : { userIdentity: { principalId: userIdentity.PrincipalId, type: userIdentity.Type } }),
    eventSourceARN: arn,
  }
  return {
    id: SequenceNumber,
    trailId: `${shardId}:${SequenceNumber}`,
    // Order is kept for each item. Source: Developer Guide, "Polling and batching streams", parallelization factor.
    orderKey: JSON.stringify(plain(Keys ?? {})),
    record,
    json: JSON.stringify(record),
    arrivedAt,
  }
}

function images({ Keys, NewImage, OldImage }: NonNullable<DynamodbRecord['dynamodb']>): JsonObject {
  return {
    ...(Keys === undefined ? {} : { Keys: plain(Keys) }),
    ...(NewImage === undefined ? {} : { NewImage: plain(NewImage) }),
    ...(OldImage === undefined ? {} : { OldImage: plain(OldImage) }),
  }
}

/** Attribute values as JSON: bytes are base64. */
function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => [name, plain(item)]),
    )
  }
  return value as Json
}
