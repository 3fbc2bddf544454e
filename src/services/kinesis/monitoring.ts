/** Which metrics of single shards are wanted: stream-metrics.ts sends them. */
import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../dispatch/index.ts'
import { required } from './required.ts'
import { changeStream, type StreamInput, streamArn } from './streams.ts'

/** What `ALL` stands for. Source: API Reference, EnableEnhancedMonitoring. */
const all: readonly Api.MetricsName[] = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
]

export async function changeMonitoring(
  context: OperationContext,
  action: string,
  input: StreamInput & { readonly ShardLevelMetrics: readonly Api.MetricsName[] | undefined },
  combine: (before: readonly string[], named: readonly string[]) => string[],
): Promise<Api.EnhancedMonitoringOutput> {
  const asked = required(input.ShardLevelMetrics, 'ShardLevelMetrics')
  const named = asked.includes('ALL') ? all : asked
  let before: readonly string[] = []
  const stream = await changeStream(context, action, input, (current) => {
    before = current.metrics
    return { ...current, metrics: combine(before, named) }
  })
  return {
    StreamName: stream.name,
    StreamARN: streamArn(context, stream),
    CurrentShardLevelMetrics: before as Api.MetricsName[],
    DesiredShardLevelMetrics: stream.metrics as Api.MetricsName[],
  }
}
