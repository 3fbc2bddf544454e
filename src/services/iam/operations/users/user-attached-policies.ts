import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { attachPolicy, detachPolicy, listAttachedPolicies, userHolder } from '../../holders.ts'
import { required } from '../../required.ts'

export async function attachUserPolicy(
  input: Api.AttachUserPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  await attachPolicy(userHolder, context, name, required(input.PolicyArn, 'PolicyArn'))
  return {}
}

export async function detachUserPolicy(
  input: Api.DetachUserPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  await detachPolicy(userHolder, context, name, required(input.PolicyArn, 'PolicyArn'))
  return {}
}

export function listAttachedUserPolicies(
  input: Api.ListAttachedUserPoliciesRequest,
  context: OperationContext,
): Promise<Api.ListAttachedUserPoliciesResponse> {
  return listAttachedPolicies(userHolder, context, required(input.UserName, 'UserName'), input)
}
