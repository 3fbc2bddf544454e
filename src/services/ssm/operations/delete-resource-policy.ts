import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { resourcePolicyConflict, resourcePolicyNotFound } from '../errors.ts'
import { commitChange } from '../parameters.ts'
import { loadPolicyResource } from '../policy-resource.ts'
import { resourcePolicies } from '../records.ts'
import { required } from '../required.ts'

/** Takes a policy off a parameter; the hash must be that of the policy as it is. */
export async function deleteResourcePolicy(
  input: Api.DeleteResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.DeleteResourcePolicyResponse> {
  const policyId = required(input.PolicyId, 'PolicyId')
  return commitChange(context, async (commit) => {
    const { accountId, region, path } = await loadPolicyResource(context, input.ResourceArn)
    const stored = await resourcePolicies.get(context.store, [accountId, region, path, policyId])
    if (stored === undefined) throw resourcePolicyNotFound()
    if (stored.value.policyHash !== input.PolicyHash) throw resourcePolicyConflict()
    resourcePolicies.remove(commit, stored)
    return {}
  })
}
