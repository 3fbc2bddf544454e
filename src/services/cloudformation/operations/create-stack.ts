import type * as Api from '@aws-sdk/client-cloudformation'
import { randomUuid } from '../../../base/random.ts'
import { change } from '../changing.ts'
import { beginOperation, newOperation } from '../deploying/begin.ts'
import { readSubmission } from '../deploying/submission.ts'
import { readerOf, readObject } from '../deploying/template-text.ts'
import { type Stack, stackArn } from '../domain/stack.ts'
import { policyProblem } from '../domain/stack-policy.ts'
import { alreadyExists, validationError } from '../errors.ts'
import { findStack } from '../finding.ts'
import { stackPolicyBytesMax } from '../limits.ts'
import { operations, templates } from '../records.ts'
import type { TypesContext } from './context.ts'

/** CreateStack. The answer comes when the work is on record; it goes on without the request. */
export async function createStack(
  input: Api.CreateStackInput,
  context: TypesContext,
): Promise<Api.CreateStackOutput> {
  const { store, accountId, region, partition, now, random, room, catalogue, principal } = context
  const name = input.StackName ?? ''
  checkName(name)
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined)
    throw validationError('Either DisableRollback or OnFailure can be specified, not both.')
  const there = await findStack(store, context, name)
  if (there && repeats(there.value, input.ClientRequestToken, 'CREATE_STACK'))
    return { StackId: there.value.id }
  if (there) throw alreadyExists(name)
  const uuid = randomUuid(random)
  const id = stackArn({ accountId, region, partition }, name, uuid)
  const caller = { principal, accountId, region }
  const submitted = await readSubmission(input, {
    room,
    caller,
    reader: readerOf(context),
    catalogue,
    stack: { accountId, region, uuid, id, name },
  })
  const policy = await readPolicy(input.StackPolicyBody, input.StackPolicyURL, context)
  const onFailure =
    input.OnFailure ??
    ((input.DisableRollback ?? input.DeploymentConfig?.DisableRollback) === true ? 'DO_NOTHING' : 'ROLLBACK')
  const stack: Stack = {
    accountId,
    region,
    uuid,
    name,
    id,
    status: 'CREATE_IN_PROGRESS',
    createdAt: now,
    deployment: submitted.deployment,
    outputs: [],
    ...(input.TimeoutInMinutes === undefined ? {} : { timeoutMinutes: input.TimeoutInMinutes }),
    disableRollback: onFailure === 'DO_NOTHING',
    ...(input.RetainExceptOnCreate === undefined ? {} : { retainExceptOnCreate: input.RetainExceptOnCreate }),
    terminationProtection: input.EnableTerminationProtection ?? false,
    ...(policy === undefined ? {} : { policy }),
    lastOperations: [],
  }
  const operation = newOperation(room, stack, now, {
    kind: 'create',
    type: 'CREATE_STACK',
    principal,
    onFailure,
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
    ...(input.TimeoutInMinutes === undefined ? {} : { deadlineAt: now + input.TimeoutInMinutes * 60_000 }),
    ...(submitted.transformFailure === undefined ? {} : { failure: submitted.transformFailure }),
  })
  return change(context, async (commit) => {
    if (await findStack(store, context, name)) throw alreadyExists(name)
    templates.put(commit, submitted.template, undefined)
    beginOperation(commit, room, {
      stack,
      previous: undefined,
      status: 'CREATE_IN_PROGRESS',
      operation,
      previousOperation: await operations.get(store, [accountId, region, uuid]),
    })
    return { StackId: id, OperationId: operation.id }
  })
}

/** Source: API Reference, CreateStack, StackName. */
export function checkName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name) && name.length <= 128) return
  const constraint =
    name.length > 128
      ? 'Member must have length less than or equal to 128'
      : 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*'
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${constraint}`,
  )
}

/** Whether a request is one that was answered already. */
export function repeats(stack: Stack, token: string | undefined, type: string): boolean {
  return token !== undefined && stack.lastToken === token && stack.lastTokenFor === type
}

/** The text of a stack policy. Fails with a ValidationError. */
export async function readPolicy(
  body: string | undefined,
  url: string | undefined,
  context: TypesContext,
): Promise<string | undefined> {
  if (body !== undefined && url !== undefined)
    throw validationError('You cannot specify both StackPolicyBody and StackPolicyURL')
  const text =
    body ?? (url === undefined ? undefined : await readObject(url, readerOf(context), stackPolicyBytesMax))
  if (text === undefined) return undefined
  const problem = policyProblem(text)
  if (problem !== undefined) throw validationError(problem)
  return text
}
