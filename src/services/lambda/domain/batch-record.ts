/**
 * What a destination is told of a batch that was given up. Sources: Lambda Developer Guide, "Retain discarded batch records for a
 * Kinesis Data Streams event source in Lambda" and "Retain discarded records for a DynamoDB event source in Lambda", example
 * records for SQS, SNS and S3.
 */
import { shortInstant } from './batch-event.ts'
import { isoInstant } from './invocation-record.ts'

/** A batch that was given up. Instants in milliseconds since the epoch. */
export interface GivenUpBatch {
  readonly kind: 'kinesis' | 'dynamodb'
  readonly requestId: string
  readonly functionArn: string
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  readonly approximateInvokeCount: number
  /** Of the last invocation; absent when there was none. */
  readonly response?: { readonly executedVersion: string; readonly functionError: string } | undefined
  readonly shardId: string
  readonly streamArn: string
  readonly firstSequence: string
  readonly lastSequence: string
  readonly firstArrivedAt: number
  readonly lastArrivedAt: number
  readonly batchSize: number
}

/** The record as JSON. `payload`: the event of the batch as JSON, for buckets alone. */
export function batchRecord(batch: GivenUpBatch, timestamp: number, payload?: string): string {
  const { requestId, functionArn, condition, approximateInvokeCount, response } = batch
  const info = {
    shardId: batch.shardId,
    startSequenceNumber: batch.firstSequence,
    endSequenceNumber: batch.lastSequence,
    approximateArrivalOfFirstRecord: shortInstant(batch.firstArrivedAt),
    approximateArrivalOfLastRecord: shortInstant(batch.lastArrivedAt),
    batchSize: batch.batchSize,
    streamArn: batch.streamArn,
  }
  return JSON.stringify({
    requestContext: { requestId, functionArn, condition, approximateInvokeCount },
    ...(response === undefined ? {} : { responseContext: { statusCode: 200, ...response } }),
    version: '1.0',
    timestamp: isoInstant(timestamp),
    [batch.kind === 'kinesis' ? 'KinesisBatchInfo' : 'DDBStreamBatchInfo']: info,
    ...(payload === undefined ? {} : { payload }),
  })
}

/**
 * Where such a record is kept in a bucket; `random` tells it from others of the same second. Source: as above:
 * `aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>`.
 */
export function batchRecordKey(uuid: string, shardId: string, at: number, random: string): string {
  const [date = '', time = ''] = isoInstant(at).slice(0, 19).split('T')
  return `aws/lambda/${uuid}/${shardId}/${date.replaceAll('-', '/')}/${date}T${time.replaceAll(':', '.')}-${random}`
}
