import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import {
  deleteInlinePolicy,
  getInlinePolicy,
  listInlinePolicies,
  putInlinePolicy,
  roleHolder,
} from '../../holders.ts'
import { required } from '../../required.ts'

export async function putRolePolicy(
  input: Api.PutRolePolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.RoleName, 'RoleName')
  const policyName = required(input.PolicyName, 'PolicyName')
  const document = required(input.PolicyDocument, 'PolicyDocument')
  await putInlinePolicy(roleHolder, context, name, policyName, document)
  return {}
}

export async function getRolePolicy(
  input: Api.GetRolePolicyRequest,
  context: OperationContext,
): Promise<Api.GetRolePolicyResponse> {
  const name = required(input.RoleName, 'RoleName')
  const policyName = required(input.PolicyName, 'PolicyName')
  const document = await getInlinePolicy(roleHolder, context, name, policyName)
  return { RoleName: name, PolicyName: policyName, PolicyDocument: document }
}

export async function deleteRolePolicy(
  input: Api.DeleteRolePolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.RoleName, 'RoleName')
  await deleteInlinePolicy(roleHolder, context, name, required(input.PolicyName, 'PolicyName'))
  return {}
}

export function listRolePolicies(
  input: Api.ListRolePoliciesRequest,
  context: OperationContext,
): Promise<Api.ListRolePoliciesResponse> {
  return listInlinePolicies(roleHolder, context, required(input.RoleName, 'RoleName'), input)
}
