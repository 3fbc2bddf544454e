import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { beginOperation, newOperation } from '../deploying/begin.ts'
import type { StackOperation } from '../domain/operation.ts'
import type { Stack } from '../domain/stack.ts'
import { leave } from '../driver/parents.ts'
import { noSuchStackToChange, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { operations, resources } from '../records.ts'
import { repeats } from './create-stack.ts'
import { unsettledOf } from './delete-stack.ts'

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
    const operationId = await goBack(commit, context, stored, {
      token: input.ClientRequestToken,
      roleArn: input.RoleARN,
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      skip: [],
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
    for (const logicalId of skip) await checkSkipped(context, stack, logicalId)
    await goBack(commit, context, stored, {
      token: input.ClientRequestToken,
      roleArn: input.RoleARN,
      retainExceptOnCreate: false,
      skip,
      type: 'CONTINUE_ROLLBACK',
    })
    return {}
  })
}

/** Source: API Reference, ContinueUpdateRollback, ResourcesToSkip. */
async function checkSkipped({ store }: OperationContext, stack: Stack, logicalId: string): Promise<void> {
  const found = await resources.get(store, [stack.accountId, stack.region, stack.uuid, logicalId])
  if (!found) throw validationError(`The following resources [${logicalId}] do not exist in the stack`)
  if (found.value.status !== 'UPDATE_FAILED')
    throw validationError(
      `The following resources [${logicalId}] are not in UPDATE_FAILED state and cannot be skipped`,
    )
}

async function goBack(
  commit: Atomic,
  context: OperationContext,
  stored: Stored<Stack>,
  given: {
    readonly token: string | undefined
    readonly roleArn: string | undefined
    readonly retainExceptOnCreate: boolean
    readonly skip: readonly string[]
    readonly type: StackOperation['type']
  },
): Promise<string> {
  const stack = stored.value
  const previousOperation = await operations.get(context.store, [stack.accountId, stack.region, stack.uuid])
  const before = previousOperation?.value
  const undo = stack.status === 'CREATE_FAILED'
  const operation = newOperation(context, stack, context.now, {
    kind: undo ? 'rollback' : 'update',
    type: given.type,
    phase: undo ? 'undo' : 'back',
    principal: context.principal,
    unsettled: unsettledOf(before),
    skip: given.skip,
    retainExceptOnCreate: given.retainExceptOnCreate || (before?.retainExceptOnCreate ?? false),
    ...(given.token === undefined ? {} : { token: given.token }),
    ...(before?.previous && { previous: before.previous }),
    previousOutputs: before?.previousOutputs ?? stack.outputs,
  })
  const { deployment } = stack
  beginOperation(commit, context, {
    stack: {
      ...stack,
      ...(given.roleArn !== undefined && deployment
        ? { deployment: { ...deployment, roleArn: given.roleArn } }
        : {}),
    },
    previous: stored,
    status: undo ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS',
    operation,
    previousOperation,
  })
  return operation.id
}
