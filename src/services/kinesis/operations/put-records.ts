import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { shardIdOf } from '../domain/shards.ts'
import { invalidArgument, throughputExceeded } from '../errors.ts'
import { putRecordsBytes } from '../limits.ts'
import { required } from '../required.ts'
import { encryptionOf, putAll, sizeOf } from '../writing.ts'

/** Puts up to 500 records; those that their shard has no room for are named in the answer. */
export async function putRecords(
  input: Api.PutRecordsInput,
  context: OperationContext,
): Promise<Api.PutRecordsOutput> {
  const records = required(input.Records, 'Records').map((record) => ({
    ...record,
    Data: required(record.Data, 'Data'),
  }))
  const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0)
  // UNVERIFIED: the words.
  if (bytes > putRecordsBytes)
    throw invalidArgument(`Records size exceeds ${putRecordsBytes / 1024 / 1024} MB limit`)
  const { stream, records: written } = await putAll(context, 'PutRecords', input, records)
  return {
    FailedRecordCount: written.filter((record) => 'refused' in record).length,
    Records: written.map((record) =>
      'refused' in record
        ? { ErrorCode: throughputExceeded, ErrorMessage: record.refused }
        : { ShardId: shardIdOf(record.shard.index), SequenceNumber: record.sequenceNumber },
    ),
    EncryptionType: encryptionOf(stream),
  }
}
