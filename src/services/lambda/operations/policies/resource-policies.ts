import type * as Api from '@aws-sdk/client-lambda'
import type { JsonObject } from '../../../../base/json.ts'
import { randomUuid } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { readDocument } from '../../../../engines/policy/index.ts'
import { changing } from '../../changing.ts'
import { type FunctionAddress, latest } from '../../domain/names.ts'
import { invalidParameter, preconditionFailed, resourceNotFound } from '../../errors.ts'
import { addressOf, requireTarget } from '../../lookups.ts'
import { policyOf, policyText, putPolicy, renewRevision } from '../../policies.ts'
import { type FunctionPolicyRecord, functionPolicies } from '../../records.ts'
import { required } from '../../required.ts'

/** Puts a whole policy in the place of the one before, if there is any. */
export async function putResourcePolicy(
  input: Api.PutResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.PutResourcePolicyResponse> {
  const { store, random } = context
  const address = resourceOf(context, input.ResourceArn)
  const read = readPolicy(required(input.Policy, 'Policy'))
  const { accountId, region, name, qualifier = '' } = address
  return changing(store, async (commit) => {
    const target = await requireTarget(store, address)
    const before = await policyOf(store, address, qualifier)
    if (input.RevisionId !== undefined && input.RevisionId !== before?.value.revisionId) throw wrongRevision()
    const policy: FunctionPolicyRecord = {
      accountId,
      region,
      name,
      qualifier,
      ...read,
      revisionId: randomUuid(random),
    }
    putPolicy(commit, policy, before)
    renewRevision(commit, random, target)
    return { Policy: policyText(policy), RevisionId: policy.revisionId }
  })
}

/** The policy of a function, or of one of its versions or aliases. */
export async function getResourcePolicy(
  input: Api.GetResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.GetResourcePolicyResponse> {
  const address = resourceOf(context, input.ResourceArn)
  await requireTarget(context.store, address)
  const policy = await policyOf(context.store, address, address.qualifier ?? '')
  if (!policy) throw resourceNotFound('The resource you requested does not exist.')
  return { Policy: policyText(policy.value), RevisionId: policy.value.revisionId }
}

/** Takes a whole policy away. */
export async function deleteResourcePolicy(
  input: Api.DeleteResourcePolicyRequest,
  context: OperationContext,
): Promise<object> {
  const { store, random } = context
  const address = resourceOf(context, input.ResourceArn)
  return changing(store, async (commit) => {
    const target = await requireTarget(store, address)
    const policy = await policyOf(store, address, address.qualifier ?? '')
    if (!policy) throw resourceNotFound('The resource you requested does not exist.')
    if (input.RevisionId !== undefined && input.RevisionId !== policy.value.revisionId) throw wrongRevision()
    functionPolicies.remove(commit, policy)
    renewRevision(commit, random, target)
    return {}
  })
}

/** Source of the words: API Reference, PutResourcePolicy (UNVERIFIED). */
function wrongRevision() {
  return preconditionFailed(
    'The Revision Id provided does not match the latest Revision Id. Call the GetResourcePolicy API to retrieve the latest Revision Id',
  )
}

function resourceOf(context: OperationContext, resourceArn: string | undefined): FunctionAddress {
  const arn = required(resourceArn, 'ResourceArn')
  // AWS has policies of runtimes, which are not for its customers to write.
  if (arn.includes(':runtime/')) throw resourceNotFound('The resource you requested does not exist.')
  const address = addressOf(context, arn)
  if (address.qualifier === latest)
    throw invalidParameter('We currently do not support adding policies for $LATEST.')
  return address
}

/** UNVERIFIED: AWS's words for a document that is no policy for a function. */
function readPolicy(text: string): Pick<FunctionPolicyRecord, 'version' | 'id' | 'statements'> {
  const read = readDocument(text)
  const refused = (why: string) => invalidParameter(`The provided policy is invalid: ${why}.`)
  if (!read.ok) {
    throw refused(
      'element' in read.problem ? `${read.problem.kind} field ${read.problem.element}` : read.problem.kind,
    )
  }
  const { statements } = read.document
  if (statements.length === 0) throw refused('there are no statements')
  for (const { effect, principal, action } of statements) {
    if (effect !== 'Allow' && effect !== 'Deny') throw refused('an effect is Allow or Deny')
    if (!principal) throw refused('missing field Principal')
    if (!action?.patterns.every((pattern) => pattern === '*' || /^lambda:/i.test(pattern)))
      throw refused('actions must be those of Lambda')
  }
  const { Version, Id, Statement } = JSON.parse(text) as JsonObject
  const list = (Array.isArray(Statement) ? Statement : [Statement]) as JsonObject[]
  return {
    version: typeof Version === 'string' ? Version : '2008-10-17',
    ...(typeof Id === 'string' ? { id: Id } : {}),
    statements: list,
  }
}
