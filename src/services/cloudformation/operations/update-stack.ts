import type * as Api from '@aws-sdk/client-cloudformation'
import { change } from '../changing.ts'
import { beginOperation, newOperation, unsettledOf } from '../deploying/begin.ts'
import { planSubmission } from '../deploying/planning.ts'
import { asValidationError, readSubmission, type Submitted } from '../deploying/submission.ts'
import { readerOf } from '../deploying/template-text.ts'
import type { StackOperation } from '../domain/operation.ts'
import type { Stack, StackStatus } from '../domain/stack.ts'
import { noSuchStackToChange, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { operations, type StoredTemplate, templates } from '../records.ts'
import type { TypesContext } from './context.ts'
import { readPolicy, repeats } from './create-stack.ts'

const updatable: ReadonlySet<StackStatus> = new Set([
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
])

/** UpdateStack. */
export async function updateStack(
  input: Api.UpdateStackInput,
  context: TypesContext,
): Promise<Api.UpdateStackOutput> {
  const { store, room, catalogue, principal, accountId, region, now } = context
  const { value: stack } = await stackNamed(store, context, input.StackName, noSuchStackToChange)
  if (stack.status === 'DELETE_COMPLETE') throw noSuchStackToChange(input.StackName ?? '')
  if (repeats(stack, input.ClientRequestToken, 'UPDATE_STACK')) return { StackId: stack.id }
  checkUpdatable(stack)
  const previousTemplate = await readTemplateOf(context, stack)
  const submitted = await readSubmission(input, {
    room,
    caller: { principal, accountId, region },
    reader: readerOf(context),
    catalogue,
    stack,
    ...(previousTemplate && { previousTemplate }),
  })
  await refuseNothing(context, stack, submitted)
  const policy = await readPolicy(input.StackPolicyBody, input.StackPolicyURL, context)
  const during = await readPolicy(
    input.StackPolicyDuringUpdateBody,
    input.StackPolicyDuringUpdateURL,
    context,
  )
  return change(context, async (commit) => {
    const stored = await stackNamed(store, context, stack.id, noSuchStackToChange)
    checkUpdatable(stored.value)
    const previousOperation = await operations.get(store, [accountId, region, stack.uuid])
    templates.put(commit, submitted.template, undefined)
    const disableRollback = input.DisableRollback ?? input.DeploymentConfig?.DisableRollback ?? false
    const operation = newOperation(room, stack, now, {
      kind: 'update',
      type: 'UPDATE_STACK',
      principal,
      onFailure: disableRollback ? 'DO_NOTHING' : 'ROLLBACK',
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      ...previousOf(stored.value, previousOperation?.value),
      ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
      ...(during === undefined ? {} : { policyDuringUpdate: during }),
      ...(submitted.transformFailure === undefined ? {} : { failure: submitted.transformFailure }),
    })
    beginOperation(commit, room, {
      stack: {
        ...stored.value,
        ...(policy === undefined ? {} : { policy }),
        deployment: submitted.deployment,
        disableRollback,
        updatedAt: now,
      },
      previous: stored,
      status: 'UPDATE_IN_PROGRESS',
      operation,
      previousOperation,
    })
    return { StackId: stack.id, OperationId: operation.id }
  })
}

/** Where a rollback would lead: to what the stack is, or to where the operation would have led that is still open. */
export function previousOf(
  stack: Stack,
  operation: StackOperation | undefined,
): Pick<StackOperation, 'unsettled'> & Partial<StackOperation> {
  const open = stack.status === 'UPDATE_FAILED' || stack.status === 'CREATE_FAILED'
  if (open && operation)
    return {
      unsettled: unsettledOf(operation),
      ...(operation.previous && { previous: operation.previous }),
      previousOutputs: operation.previousOutputs ?? [],
    }
  return {
    unsettled: [],
    ...(stack.deployment && { previous: stack.deployment }),
    previousOutputs: stack.outputs,
  }
}

/** Source: observed on AWS. */
export function checkUpdatable(stack: Stack): void {
  if (!updatable.has(stack.status))
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
}

/** The template that a stack has, as it was given. */
export async function readTemplateOf(
  { store, accountId, region }: Pick<TypesContext, 'store' | 'accountId' | 'region'>,
  { uuid, deployment }: Stack,
): Promise<StoredTemplate | undefined> {
  if (!deployment) return undefined
  return (await templates.get(store, [accountId, region, uuid, deployment.templateId]))?.value
}

async function refuseNothing(
  { store, catalogue }: TypesContext,
  stack: Stack,
  submitted: Submitted,
): Promise<void> {
  const { prepared } = submitted
  if (!prepared) return
  try {
    const planned = await planSubmission(store, catalogue, stack, { ...submitted, prepared })
    if (planned.nothing && !stack.status.endsWith('FAILED'))
      throw validationError('No updates are to be performed.')
  } catch (error) {
    throw asValidationError(error)
  }
}
