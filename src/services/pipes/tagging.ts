import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { type Pipe, pipeArn } from './domain/pipe.ts'
import { noPipe } from './errors.ts'
import { requirePipe } from './pipes.ts'
import { pipes } from './records.ts'

/** Fails with NotFoundException. */
export async function requireTagged(context: OperationContext, arn: string): Promise<Stored<Pipe>> {
  const name = arn.slice(arn.indexOf('/') + 1)
  if (arn !== pipeArn(context, name)) throw noPipe(name)
  return requirePipe(context, name)
}

export function changeTags(
  context: OperationContext,
  arn: string,
  next: (tags: Pipe['tags']) => Pipe['tags'],
): Promise<void> {
  return change(context, async (commit) => {
    const stored = await requireTagged(context, arn)
    pipes.put(commit, { ...stored.value, tags: next(stored.value.tags) }, stored)
  })
}
