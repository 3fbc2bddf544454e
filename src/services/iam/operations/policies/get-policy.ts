import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { policyNotFound } from '../../errors.ts'
import { findManagedPolicy } from '../../managed-policies/find-managed-policy.ts'
import { countPolicyUses, unused } from '../../policy-uses.ts'
import { required } from '../../required.ts'
import { awsPolicyView, policyView, tagsView } from '../../views.ts'

export async function getPolicy(
  input: Api.GetPolicyRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.GetPolicyResponse> {
  const policyArn = required(input.PolicyArn, 'PolicyArn')
  const found = await findManagedPolicy(store, accountId, policyArn)
  if (!found) throw policyNotFound(policyArn)
  if (found.kind === 'aws') {
    const uses = await countPolicyUses(store, accountId, policyArn)
    return { Policy: { ...awsPolicyView(found.policy, partition, uses.get(policyArn) ?? unused), Tags: [] } }
  }
  const policy = found.stored.value
  return {
    Policy: {
      ...policyView(policy, partition),
      ...(policy.description === undefined ? {} : { Description: policy.description }),
      Tags: tagsView(policy.tags),
    },
  }
}
