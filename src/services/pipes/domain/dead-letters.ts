/**
 * What says of a batch of a stream that it was given up. Source: EventBridge User Guide, "Amazon EventBridge Pipes error handling
 * and troubleshooting", dead-letter queue behavior. UNVERIFIED: the member's name for DynamoDB.
 */
import { type Pipe, pipeArn } from './pipe.ts'

/** A batch as it was given up. */
export interface Discarded {
  readonly records: ReadonlyArray<{ readonly id: string; readonly arrivedAt: number }>
  readonly shardId: string
  readonly condition: string
}

export function discardedRecord(pipe: Pipe, { records, shardId, condition }: Discarded, now: number): string {
  const first = records[0]
  const last = records.at(-1)
  return JSON.stringify({
    context: { partnerResourceArn: pipeArn(pipe, pipe.name), condition },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    [pipe.sourceKind === 'kinesis' ? 'KinesisBatchInfo' : 'DDBStreamBatchInfo']: {
      shardId,
      startSequenceNumber: first?.id,
      endSequenceNumber: last?.id,
      approximateArrivalOfFirstRecord: new Date(first?.arrivedAt ?? now).toISOString(),
      approximateArrivalOfLastRecord: new Date(last?.arrivedAt ?? now).toISOString(),
      batchSize: records.length,
      streamArn: pipe.source,
    },
  })
}
