import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import type { Stack } from '../domain/stack.ts'
import { validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { stacks } from '../records.ts'
import type { TypesContext } from './context.ts'
import { readPolicy } from './create-stack.ts'

/** SetStackPolicy. */
export async function setStackPolicy(input: Api.SetStackPolicyInput, context: TypesContext): Promise<object> {
  const policy = await readPolicy(input.StackPolicyBody, input.StackPolicyURL, context)
  if (policy === undefined) throw validationError('You must specify either StackPolicyBody or StackPolicyURL')
  await changeStack(context, input.StackName, (stack) => ({ ...stack, policy }))
  return {}
}

/** GetStackPolicy. A stack without one has none to show. */
export async function getStackPolicy(
  input: Api.GetStackPolicyInput,
  context: OperationContext,
): Promise<Api.GetStackPolicyOutput> {
  const { value } = await stackNamed(context.store, context, input.StackName)
  return value.policy === undefined ? {} : { StackPolicyBody: value.policy }
}

/** UpdateTerminationProtection. */
export async function updateTerminationProtection(
  input: Api.UpdateTerminationProtectionInput,
  context: OperationContext,
): Promise<Api.UpdateTerminationProtectionOutput> {
  const stack = await changeStack(context, input.StackName, (current) => {
    if (current.parentId !== undefined)
      throw validationError('Termination protection cannot be updated on nested stacks')
    return { ...current, terminationProtection: input.EnableTerminationProtection ?? false }
  })
  return { StackId: stack.id }
}

async function changeStack(
  context: OperationContext,
  name: string | undefined,
  make: (stack: Stack) => Stack,
): Promise<Stack> {
  return change(context, async (commit) => {
    const stored = await stackNamed(context.store, context, name)
    const next = make(stored.value)
    stacks.put(commit, next, stored)
    return next
  })
}
