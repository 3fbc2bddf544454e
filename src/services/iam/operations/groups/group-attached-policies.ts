import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { attachPolicy, detachPolicy, groupHolder, listAttachedPolicies } from '../../holders.ts'
import { required } from '../../required.ts'

export async function attachGroupPolicy(
  input: Api.AttachGroupPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.GroupName, 'GroupName')
  await attachPolicy(groupHolder, context, name, required(input.PolicyArn, 'PolicyArn'))
  return {}
}

export async function detachGroupPolicy(
  input: Api.DetachGroupPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.GroupName, 'GroupName')
  await detachPolicy(groupHolder, context, name, required(input.PolicyArn, 'PolicyArn'))
  return {}
}

export function listAttachedGroupPolicies(
  input: Api.ListAttachedGroupPoliciesRequest,
  context: OperationContext,
): Promise<Api.ListAttachedGroupPoliciesResponse> {
  return listAttachedPolicies(groupHolder, context, required(input.GroupName, 'GroupName'), input)
}
