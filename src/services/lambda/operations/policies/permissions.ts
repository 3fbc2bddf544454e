import type * as Api from '@aws-sdk/client-lambda'
import { randomUuid } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { functionArn, latest } from '../../domain/names.ts'
import { permissionStatement } from '../../domain/permission-statement.ts'
import { invalidParameter, preconditionFailed, resourceConflict, resourceNotFound } from '../../errors.ts'
import { addressOf, requireFunction, requireTarget } from '../../lookups.ts'
import { policyOf, policyText, putPolicy, renewRevision, revisionOf } from '../../policies.ts'
import { type FunctionPolicyRecord, functionPolicies, functions } from '../../records.ts'
import { required } from '../../required.ts'

/** Lets a principal use a function, or one of its versions or aliases. */
export async function addPermission(
  input: Api.AddPermissionRequest,
  context: OperationContext,
): Promise<Api.AddPermissionResponse> {
  const { store, random } = context
  const sid = required(input.StatementId, 'StatementId')
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
  const { qualifier = '', ...whole } = address
  if (qualifier === latest) throw invalidParameter('We currently do not support adding policies for $LATEST.')
  return changing(store, async (commit) => {
    await requireFunction(store, whole)
    const target = await requireTarget(store, address)
    requireRevision(input.RevisionId, revisionOf(target))
    const before = await policyOf(store, address, qualifier)
    const statements = before?.value.statements ?? []
    if (statements.some(({ Sid }) => Sid === sid)) {
      throw resourceConflict(
        `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      )
    }
    const resource = functionArn(address, address.qualifier)
    const statement = permissionStatement(input, resource, address.partition)
    const { accountId, region, name } = address
    const policy: FunctionPolicyRecord = {
      version: '2012-10-17',
      id: 'default',
      ...before?.value,
      ...{ accountId, region, name, qualifier },
      statements: [...statements, statement],
      revisionId: randomUuid(random),
    }
    putPolicy(commit, policy, before)
    renewRevision(commit, random, target)
    return { Statement: JSON.stringify(statement) }
  })
}

/** Takes a statement out of a policy; with its last one the policy goes. */
export async function removePermission(
  input: Api.RemovePermissionRequest,
  context: OperationContext,
): Promise<object> {
  const { store, random } = context
  const sid = required(input.StatementId, 'StatementId')
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
  const { qualifier = '' } = address
  return changing(store, async (commit) => {
    const present = await functions.get(store, [address.accountId, address.region, address.name])
    if (!present) throw resourceNotFound(`No policy found for: ${functionArn(address)}`)
    const target = await requireTarget(store, address)
    const before = await policyOf(store, address, qualifier)
    if (!before) throw resourceNotFound('No policy is associated with the given resource.')
    const statements = before.value.statements.filter(({ Sid }) => Sid !== sid)
    if (statements.length === before.value.statements.length)
      throw resourceNotFound(`Statement ${sid} is not found in resource policy.`)
    requireRevision(input.RevisionId, revisionOf(target))
    if (statements.length === 0) functionPolicies.remove(commit, before)
    else putPolicy(commit, { ...before.value, statements, revisionId: randomUuid(random) }, before)
    renewRevision(commit, random, target)
    return {}
  })
}

/** The policy of a function, or of one of its versions or aliases. */
export async function getPolicy(
  input: Api.GetPolicyRequest,
  context: OperationContext,
): Promise<Api.GetPolicyResponse> {
  const { store } = context
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
  const { qualifier, ...whole } = address
  await requireFunction(store, whole)
  const policy = await policyOf(store, address, qualifier ?? '')
  if (!policy) throw resourceNotFound('The resource you requested does not exist.')
  const target = await requireTarget(store, address)
  return { Policy: policyText(policy.value), RevisionId: revisionOf(target) }
}

function requireRevision(asked: string | undefined, present: string): void {
  if (asked !== undefined && asked !== present) throw preconditionFailed()
}
