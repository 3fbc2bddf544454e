import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readName } from '../domain/names.ts'
import { parameterNotFound } from '../errors.ts'
import { tellChange } from '../notices.ts'
import { commitChange, findParameter, removeParameter } from '../parameters.ts'
import { required } from '../required.ts'

/** Deletes a parameter with all its versions. */
export async function deleteParameter(
  input: Api.DeleteParameterRequest,
  context: OperationContext,
): Promise<Api.DeleteParameterResult> {
  if (!(await deleteIfThere(context, required(input.Name, 'Name')))) throw parameterNotFound()
  return {}
}

/** Deletes a parameter; false when there is none. */
export async function deleteIfThere(context: OperationContext, text: string): Promise<boolean> {
  const { path } = readName(text)
  return commitChange(context, async (commit) => {
    const stored = await findParameter(context, path)
    if (stored === undefined) return false
    await removeParameter(commit, context, stored)
    tellChange(commit, stored.value, 'Delete', context.now)
    return true
  })
}
