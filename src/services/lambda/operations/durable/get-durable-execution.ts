import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { requireExecution } from '../../durable/addressing.ts'
import { load } from '../../durable/storing.ts'
import { executionDetails } from '../../durable/views.ts'
import { required } from '../../required.ts'

/** An execution, with or without what went in and came out. */
export async function getDurableExecution(
  input: Api.GetDurableExecutionRequest,
  context: OperationContext,
): Promise<Api.GetDurableExecutionResponse> {
  const stored = await requireExecution(context, required(input.DurableExecutionArn, 'DurableExecutionArn'))
  const { root } = await load(context.store, stored, [stored.value.id])
  return executionDetails(stored.value, root?.input, input.IncludeExecutionData ?? true)
}
