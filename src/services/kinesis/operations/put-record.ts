import type * as Api from '@aws-sdk/client-kinesis'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readSequenceNumber } from '../domain/sequence-numbers.ts'
import { shardIdOf } from '../domain/shards.ts'
import { invalidArgument, throughputExceeded } from '../errors.ts'
import { required } from '../required.ts'
import { addressOf } from '../streams.ts'
import { encryptionOf, putAll } from '../writing.ts'

/** Puts one record. */
export async function putRecord(
  input: Api.PutRecordInput,
  context: OperationContext,
): Promise<Api.PutRecordOutput> {
  checkOrdering(context, input)
  const record = { ...input, Data: required(input.Data, 'Data') }
  const { stream, records } = await putAll(context, 'PutRecord', input, [record])
  const written = required(records[0], 'Records')
  if ('refused' in written) throw new AwsError(throughputExceeded, written.refused)
  return {
    ShardId: shardIdOf(written.shard.index),
    SequenceNumber: written.sequenceNumber,
    EncryptionType: encryptionOf(stream),
  }
}

/** Every number is larger than those given out before, so the order that is asked for is there anyway. */
function checkOrdering(context: OperationContext, input: Api.PutRecordInput): void {
  const { SequenceNumberForOrdering: number } = input
  if (number === undefined) return
  const found = readSequenceNumber(number)
  if (found !== undefined && found.epoch * 1000 <= context.now + 86_400_000) return
  const { name, accountId } = addressOf(context, input)
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${name} under account ${accountId} is invalid.`,
  )
}
