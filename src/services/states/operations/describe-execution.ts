import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { executionView, requireExecution, requireKeyOf } from '../executions.ts'
import { required } from '../required.ts'

export async function describeExecution(
  input: Api.DescribeExecutionInput,
  context: OperationContext,
): Promise<Api.DescribeExecutionOutput> {
  const { value } = await requireExecution(context, required(input.executionArn, 'executionArn'))
  const includesData = input.includedData !== 'METADATA_ONLY'
  if (includesData) await requireKeyOf(context, value)
  return executionView(value, includesData, context.now)
}
