import { createHash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-ssm'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import {
  malformedResourcePolicy,
  resourcePolicyConflict,
  resourcePolicyInvalidParameter,
  resourcePolicyLimitExceeded,
  resourcePolicyNotFound,
} from '../errors.ts'
import { resourcePolicyBytes } from '../limits.ts'
import { commitChange } from '../parameters.ts'
import { loadPolicyResource } from '../policy-resource.ts'
import { type Parameter, type ResourcePolicy, resourcePolicies } from '../records.ts'
import { required } from '../required.ts'

/** Attaches a policy to an advanced parameter, or replaces the one whose id and hash the request names. */
export async function putResourcePolicy(
  input: Api.PutResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.PutResourcePolicyResponse> {
  const policy = required(input.Policy, 'Policy')
  checkPolicy(policy)
  const policyHash = createHash('sha256').update(policy).digest('hex')
  return commitChange(context, async (commit) => {
    const parameter = await loadPolicyResource(context, input.ResourceArn)
    checkShareable(parameter)
    const before = await findReplaced(context, parameter, input)
    const policyId = before?.value.policyId ?? randomUuid(context.random)
    const { accountId, region, path } = parameter
    resourcePolicies.put(commit, { accountId, region, path, policyId, policyHash, policy }, before)
    return { PolicyId: policyId, PolicyHash: policyHash }
  })
}

/** UNVERIFIED: the words. */
function checkPolicy(policy: string): void {
  if (Buffer.byteLength(policy) > resourcePolicyBytes) {
    throw resourcePolicyLimitExceeded(
      'PolicySize',
      `A policy can't be greater than ${resourcePolicyBytes} bytes in size.`,
    )
  }
  let document: unknown
  try {
    document = JSON.parse(policy)
  } catch {
    throw malformedResourcePolicy('The specified policy document is not valid JSON.')
  }
  const statement = typeof document === 'object' && document !== null && 'Statement' in document
  if (!statement) throw malformedResourcePolicy('The specified policy document has no statement.')
}

/** Source: API Reference, PutResourcePolicy. UNVERIFIED: the words. */
function checkShareable({ current }: Parameter): void {
  if (current.tier !== 'Advanced') {
    throw resourcePolicyInvalidParameter(
      ['ResourceArn'],
      'To share a parameter, it must be in the advanced parameter tier.',
    )
  }
  if (current.value.kind === 'own-key') {
    throw resourcePolicyInvalidParameter(
      ['ResourceArn'],
      'To share a SecureString parameter, it must be encrypted with a customer managed key.',
    )
  }
}

async function findReplaced(
  context: OperationContext,
  { accountId, region, path }: Parameter,
  input: Api.PutResourcePolicyRequest,
): Promise<Stored<ResourcePolicy> | undefined> {
  if (input.PolicyId === undefined) return undefined
  const stored = await resourcePolicies.get(context.store, [accountId, region, path, input.PolicyId])
  if (stored === undefined) throw resourcePolicyNotFound()
  if (stored.value.policyHash !== input.PolicyHash) throw resourcePolicyConflict()
  return stored
}
