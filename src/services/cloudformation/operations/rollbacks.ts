import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { goBack } from '../deploying/going-back.ts'
import { readSkipped } from '../domain/operation.ts'
import type { Stack } from '../domain/stack.ts'
import { leave } from '../driver/parents.ts'
import { noSuchStackToChange, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { operations, resources } from '../records.ts'
import { repeats } from './create-stack.ts'

/** CancelUpdateStack: what is being done is left, and the stack goes back. */
export async function cancelUpdateStack(
  input: Api.CancelUpdateStackInput,
  context: OperationContext,
): Promise<object> {
  return change(context, async (commit) => {
    const { value: stack } = await stackNamed(context.store, context, input.StackName, noSuchStackToChange)
    if (stack.status !== 'UPDATE_IN_PROGRESS')
      throw validationError('CancelUpdateStack cannot be called from current stack status')
    leave(commit, context, stack, stack.uuid, { kind: 'cancel', body: {} })
    return {}
  })
}

/** RollbackStack: back to where the stack was stable, after a failure that was not rolled back. */
export async function rollbackStack(
  input: Api.RollbackStackInput,
  context: OperationContext,
): Promise<Api.RollbackStackOutput> {
  return change(context, async (commit) => {
    const stored = await stackNamed(context.store, context, input.StackName, noSuchStackToChange)
    const stack = stored.value
    if (repeats(stack, input.ClientRequestToken, 'ROLLBACK')) return { StackId: stack.id }
    if (stack.status !== 'CREATE_FAILED' && stack.status !== 'UPDATE_FAILED')
      throw validationError('RollbackStack cannot be called from current stack status')
    const operationId = goBack(commit, context, stored, await previousOf(context, stack), {
      principal: context.principal,
      token: input.ClientRequestToken,
      roleArn: input.RoleARN,
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      type: 'ROLLBACK',
    })
    return { StackId: stack.id, OperationId: operationId }
  })
}

/** ContinueUpdateRollback: after a rollback that failed, without the resources that cannot be rolled back. */
export async function continueUpdateRollback(
  input: Api.ContinueUpdateRollbackInput,
  context: OperationContext,
): Promise<object> {
  return change(context, async (commit) => {
    const stored = await stackNamed(context.store, context, input.StackName, noSuchStackToChange)
    const stack = stored.value
    if (repeats(stack, input.ClientRequestToken, 'CONTINUE_ROLLBACK')) return {}
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
      throw validationError(
        `Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`,
      )
    const skip = input.ResourcesToSkip ?? []
    for (const entry of skip) await checkSkipped(context, stack, entry)
    goBack(commit, context, stored, await previousOf(context, stack), {
      principal: context.principal,
      token: input.ClientRequestToken,
      roleArn: input.RoleARN,
      skip,
      type: 'CONTINUE_ROLLBACK',
    })
    return {}
  })
}

/** A resource by its logical id, or one of a nested stack behind that stack's name. Source: API Reference, ContinueUpdateRollback, ResourcesToSkip. */
async function checkSkipped(context: OperationContext, root: Stack, entry: string): Promise<void> {
  const { store } = context
  const { stackName, logicalId } = readSkipped(entry)
  const missing = () => validationError(`The following resources [${entry}] do not exist in the stack`)
  const stack = stackName === undefined ? root : (await stackNamed(store, context, stackName, missing)).value
  if (stack !== root && stack.rootId !== (root.rootId ?? root.id)) throw missing()
  const found = await resources.get(store, [stack.accountId, stack.region, stack.uuid, logicalId])
  if (!found) throw missing()
  if (found.value.status !== 'UPDATE_FAILED')
    throw validationError(
      `The following resources [${entry}] are not in UPDATE_FAILED state and cannot be skipped`,
    )
}

function previousOf({ store }: OperationContext, { accountId, region, uuid }: Stack) {
  return operations.get(store, [accountId, region, uuid])
}
