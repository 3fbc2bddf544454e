import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { beginOperation, newOperation, tellStack, unsettledOf } from '../deploying/begin.ts'
import type { Stack, StackStatus } from '../domain/stack.ts'
import { importersOf, listExportRecords } from '../driver/exports.ts'
import { leave } from '../driver/parents.ts'
import { validationError } from '../errors.ts'
import { findStack } from '../finding.ts'
import { operations, stacks } from '../records.ts'
import { repeats } from './create-stack.ts'

/** In these a stack cannot be deleted: something else goes on. Source: observed on AWS. */
const busy: ReadonlySet<StackStatus> = new Set([
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'ROLLBACK_IN_PROGRESS',
])

/** DeleteStack. A stack that does not exist is deleted. */
export async function deleteStack(input: Api.DeleteStackInput, context: OperationContext): Promise<object> {
  const { store } = context
  return change(context, async (commit) => {
    const stored = await findStack(store, context, input.StackName ?? '')
    if (!stored || stored.value.status === 'DELETE_COMPLETE') return {}
    const stack = stored.value
    if (stack.terminationProtection || (await rootIsProtected(stack, context)))
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
    if (stack.status === 'DELETE_IN_PROGRESS' || repeats(stack, input.ClientRequestToken, 'DELETE_STACK'))
      return {}
    if (busy.has(stack.status))
      throw validationError(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`)
    const retain = input.RetainResources ?? []
    if (retain.length > 0 && stack.status !== 'DELETE_FAILED')
      throw validationError(
        `Invalid operation on stack [${stack.name}]. Retain Resources parameter can only be specified for stacks in the DELETE_FAILED state`,
      )
    const previousOperation = await operations.get(store, [stack.accountId, stack.region, stack.uuid])
    const operation = newOperation(context, stack, context.now, {
      kind: 'delete',
      type: 'DELETE_STACK',
      phase: 'delete',
      principal: context.principal,
      retain,
      force: input.DeletionMode === 'FORCE_DELETE_STACK',
      unsettled: unsettledOf(previousOperation?.value),
      ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
    })
    if (stack.status === 'CREATE_IN_PROGRESS') {
      leave(commit, context, stack, stack.uuid, {
        kind: 'delete',
        body: {
          retain,
          operationId: operation.id,
          ...(input.ClientRequestToken && { token: input.ClientRequestToken }),
        },
      })
      return {}
    }
    const inUse = await exportInUse(stack, context)
    if (inUse !== undefined) {
      const failed: Stack = { ...stack, status: 'DELETE_FAILED', statusReason: inUse }
      stacks.put(commit, failed, stored)
      tellStack(commit, context, failed, operation, inUse)
      return {}
    }
    const { deployment } = stack
    beginOperation(commit, context, {
      stack: {
        ...stack,
        ...(input.RoleARN !== undefined && deployment
          ? { deployment: { ...deployment, roleArn: input.RoleARN } }
          : {}),
        ...(input.DeletionMode === undefined ? {} : { deletionMode: input.DeletionMode }),
      },
      previous: stored,
      status: 'DELETE_IN_PROGRESS',
      operation,
      previousOperation,
    })
    return {}
  })
}

async function rootIsProtected(stack: Stack, context: OperationContext): Promise<boolean> {
  if (stack.rootId === undefined) return false
  const root = await findStack(context.store, context, stack.rootId)
  return root?.value.terminationProtection === true
}

/** Source: observed on AWS. */
async function exportInUse(stack: Stack, { store }: OperationContext): Promise<string | undefined> {
  const own = (await listExportRecords(store, stack)).filter(({ stackUuid }) => stackUuid === stack.uuid)
  for (const { name } of own) {
    const users = await importersOf(store, stack, name)
    if (users.length > 0)
      return `Delete canceled. Cannot delete export ${name} as it is in use by ${users.join(', ')}.`
  }
  return undefined
}
