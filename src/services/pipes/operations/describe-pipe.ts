import type * as Api from '@aws-sdk/client-pipes'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requirePipe } from '../pipes.ts'
import { required } from '../required.ts'
import { pipeView } from '../views.ts'

export async function describePipe(
  input: Api.DescribePipeRequest,
  context: OperationContext,
): Promise<Api.DescribePipeResponse> {
  const { value } = await requirePipe(context, required(input.Name, 'Name'))
  return pipeView(value)
}
