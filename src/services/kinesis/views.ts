/** Streams, shards and consumers as the API answers them. */
import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../dispatch/index.ts'
import { lastPlace, writeSequenceNumber } from './domain/sequence-numbers.ts'
import { type Shard, shardIdOf } from './domain/shards.ts'
import type { Consumer, Stream } from './records.ts'
import { streamArn } from './streams.ts'

export function shardView(shard: Shard): Api.Shard {
  const { index, parent, adjacentParent, startingHashKey, endingHashKey } = shard
  return {
    ShardId: shardIdOf(index),
    ...(parent === undefined ? {} : { ParentShardId: shardIdOf(parent) }),
    ...(adjacentParent === undefined ? {} : { AdjacentParentShardId: shardIdOf(adjacentParent) }),
    HashKeyRange: { StartingHashKey: startingHashKey, EndingHashKey: endingHashKey },
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(shard, 0n),
      ...(shard.closedAt === undefined ? {} : { EndingSequenceNumber: sequenceNumber(shard, lastPlace) }),
    },
  }
}

export function childView(shard: Shard): Api.ChildShard {
  const { index, parent, adjacentParent, startingHashKey, endingHashKey } = shard
  return {
    ShardId: shardIdOf(index),
    ParentShards: [parent, adjacentParent].flatMap((other) =>
      other === undefined ? [] : [shardIdOf(other)],
    ),
    HashKeyRange: { StartingHashKey: startingHashKey, EndingHashKey: endingHashKey },
  }
}

/** The sequence number of a place in a shard's log. */
export function sequenceNumber({ epoch, index }: Shard, place: bigint): string {
  return writeSequenceNumber({ epoch, shardIndex: index, place })
}

/** What DescribeStream and DescribeStreamSummary both answer. Instants have whole seconds, as AWS's have. */
export function streamFacts(context: OperationContext, stream: Stream) {
  return {
    StreamName: stream.name,
    StreamARN: streamArn(context, stream),
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: stream.mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: wholeSeconds(stream.createdAt),
    EnhancedMonitoring: [{ ShardLevelMetrics: stream.metrics as Api.MetricsName[] }],
    ...encryptionFacts(stream),
  }
}

export function encryptionFacts({ keyId }: Stream): { EncryptionType: Api.EncryptionType; KeyId?: string } {
  return keyId === undefined ? { EncryptionType: 'NONE' } : { EncryptionType: 'KMS', KeyId: keyId }
}

export function consumerArn(context: OperationContext, consumer: Consumer): string {
  const stream = streamArn(context, { ...consumer, name: consumer.streamName })
  return `${stream}/consumer/${consumer.name}:${Math.floor(consumer.createdAt / 1000)}`
}

export function consumerView(context: OperationContext, consumer: Consumer): Api.Consumer {
  return {
    ConsumerName: consumer.name,
    ConsumerARN: consumerArn(context, consumer),
    ConsumerStatus: consumer.status,
    ConsumerCreationTimestamp: wholeSeconds(consumer.createdAt),
  }
}

export function wholeSeconds(at: number): Date {
  return new Date(Math.floor(at / 1000) * 1000)
}
