import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { executionView, requireExecution } from '../executions.ts'
import { required } from '../required.ts'

export async function describeExecution(
  input: Api.DescribeExecutionInput,
  context: OperationContext,
): Promise<Api.DescribeExecutionOutput> {
  const { value } = await requireExecution(context, required(input.executionArn, 'executionArn'))
  return executionView(value, input.includedData !== 'METADATA_ONLY', context.now)
}
