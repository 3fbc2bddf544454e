import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { consumers } from '../records.ts'
import { loadStream } from '../streams.ts'
import { streamFacts } from '../views.ts'

/** A stream without its shards. */
export async function describeStreamSummary(
  input: Api.DescribeStreamSummaryInput,
  context: OperationContext,
): Promise<Api.DescribeStreamSummaryOutput> {
  const { value: stream } = await loadStream(context, 'DescribeStreamSummary', input)
  const { items } = await consumers.list(context.store, { prefix: [stream.id] })
  return {
    StreamDescriptionSummary: {
      ...streamFacts(context, stream),
      OpenShardCount: stream.openShards,
      ConsumerCount: items.length,
      MaxRecordSizeInKiB: stream.recordKiB,
      ...(stream.distribution === undefined ? {} : { RecordDistributionStrategy: stream.distribution }),
    },
  }
}
