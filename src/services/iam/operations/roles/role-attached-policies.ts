import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { attachPolicy, detachPolicy, listAttachedPolicies, roleHolder } from '../../holders.ts'
import { required } from '../../required.ts'

export async function attachRolePolicy(
  input: Api.AttachRolePolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.RoleName, 'RoleName')
  await attachPolicy(roleHolder, context, name, required(input.PolicyArn, 'PolicyArn'))
  return {}
}

export async function detachRolePolicy(
  input: Api.DetachRolePolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.RoleName, 'RoleName')
  await detachPolicy(roleHolder, context, name, required(input.PolicyArn, 'PolicyArn'))
  return {}
}

export function listAttachedRolePolicies(
  input: Api.ListAttachedRolePoliciesRequest,
  context: OperationContext,
): Promise<Api.ListAttachedRolePoliciesResponse> {
  return listAttachedPolicies(roleHolder, context, required(input.RoleName, 'RoleName'), input)
}
