import type * as Api from '@aws-sdk/client-pipes'
import type { OperationContext } from '../../../dispatch/index.ts'
import { conflict } from '../errors.ts'
import { beginTransition } from '../pipes.ts'
import { required } from '../required.ts'
import { pipeAnswer } from '../views.ts'

export async function stopPipe(
  input: Api.StopPipeRequest,
  context: OperationContext,
): Promise<Api.StopPipeResponse> {
  const name = required(input.Name, 'Name')
  const pipe = await beginTransition(context, name, (before) => {
    if (before.state === 'STOPPED') throw conflict(`Pipe ${name} is stopped already.`)
    return { ...before, desiredState: 'STOPPED', state: 'STOPPING' }
  })
  return pipeAnswer(pipe)
}
