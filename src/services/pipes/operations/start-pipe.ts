import type * as Api from '@aws-sdk/client-pipes'
import type { OperationContext } from '../../../dispatch/index.ts'
import { conflict } from '../errors.ts'
import { beginTransition } from '../pipes.ts'
import { required } from '../required.ts'
import { pipeAnswer } from '../views.ts'

export async function startPipe(
  input: Api.StartPipeRequest,
  context: OperationContext,
): Promise<Api.StartPipeResponse> {
  const name = required(input.Name, 'Name')
  const pipe = await beginTransition(context, name, (before) => {
    if (before.state === 'RUNNING') throw conflict(`Pipe ${name} is running already.`)
    return { ...before, desiredState: 'RUNNING', state: 'STARTING' }
  })
  return pipeAnswer(pipe)
}
