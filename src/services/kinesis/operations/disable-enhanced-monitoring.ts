import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeMonitoring } from '../monitoring.ts'

/** Disables metrics of single shards. */
export function disableEnhancedMonitoring(
  input: Api.DisableEnhancedMonitoringInput,
  context: OperationContext,
): Promise<Api.EnhancedMonitoringOutput> {
  return changeMonitoring(context, 'DisableEnhancedMonitoring', input, (before, named) =>
    before.filter((metric) => !named.includes(metric)),
  )
}
