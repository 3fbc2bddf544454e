/** Finding pipes, and changing their states. */
import { isAssumableRole } from '../../delivery/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { type Pipe, type PipeState, pipeArn } from './domain/pipe.ts'
import { conflict, noPipe, validation } from './errors.ts'
import { pipes } from './records.ts'
import { addTransition } from './transitions.ts'

/** Fails with NotFoundException. */
export async function requirePipe(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<Pipe>> {
  const stored = await pipes.get(store, [accountId, region, name])
  if (!stored) throw noPipe(name)
  return stored
}

/** States in which a pipe is on its way, and cannot be changed. */
const passing: readonly PipeState[] = ['CREATING', 'UPDATING', 'STARTING', 'STOPPING', 'DELETING']

/** Changes a pipe that is at rest, and sets it on its way. Fails with NotFoundException and ConflictException. */
export function beginTransition(
  context: OperationContext,
  name: string,
  next: (pipe: Pipe) => Pipe,
): Promise<Pipe> {
  return change(context, async (commit) => {
    const stored = await requirePipe(context, name)
    if (passing.includes(stored.value.state))
      throw conflict(`Pipe ${name} is in state ${stored.value.state}.`)
    const { stateReason: _reason, ...before } = stored.value
    const pipe = { ...next(before), modifiedAt: context.now }
    pipes.put(commit, pipe, stored)
    addTransition(commit, pipe)
    return pipe
  })
}

/** Fails with ValidationException. */
export async function checkRole(context: OperationContext, name: string, roleArn: string): Promise<void> {
  if (!(await isAssumableRole(context, roleArn, 'pipes.amazonaws.com', pipeArn(context, name))))
    throw validation(`The role ${roleArn} cannot be assumed by pipes.amazonaws.com.`)
}
