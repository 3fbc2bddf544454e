import type * as Api from '@aws-sdk/client-pipes'
import type { OperationContext } from '../../../dispatch/index.ts'
import { beginTransition } from '../pipes.ts'
import { required } from '../required.ts'
import { pipeAnswer } from '../views.ts'

export async function deletePipe(
  input: Api.DeletePipeRequest,
  context: OperationContext,
): Promise<Api.DeletePipeResponse> {
  const pipe = await beginTransition(context, required(input.Name, 'Name'), (before) => ({
    ...before,
    state: 'DELETING',
  }))
  return { ...pipeAnswer(pipe), DesiredState: 'DELETED' }
}
