import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeMonitoring } from '../monitoring.ts'

/** Enables metrics of single shards. */
export function enableEnhancedMonitoring(
  input: Api.EnableEnhancedMonitoringInput,
  context: OperationContext,
): Promise<Api.EnhancedMonitoringOutput> {
  return changeMonitoring(context, 'EnableEnhancedMonitoring', input, (before, named) => [
    ...new Set([...before, ...named]),
  ])
}
