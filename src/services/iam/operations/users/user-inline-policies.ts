import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import {
  deleteInlinePolicy,
  getInlinePolicy,
  listInlinePolicies,
  putInlinePolicy,
  userHolder,
} from '../../holders.ts'
import { required } from '../../required.ts'

export async function putUserPolicy(
  input: Api.PutUserPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  const policyName = required(input.PolicyName, 'PolicyName')
  const document = required(input.PolicyDocument, 'PolicyDocument')
  await putInlinePolicy(userHolder, context, name, policyName, document)
  return {}
}

export async function getUserPolicy(
  input: Api.GetUserPolicyRequest,
  context: OperationContext,
): Promise<Api.GetUserPolicyResponse> {
  const name = required(input.UserName, 'UserName')
  const policyName = required(input.PolicyName, 'PolicyName')
  const document = await getInlinePolicy(userHolder, context, name, policyName)
  return { UserName: name, PolicyName: policyName, PolicyDocument: document }
}

export async function deleteUserPolicy(
  input: Api.DeleteUserPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  await deleteInlinePolicy(userHolder, context, name, required(input.PolicyName, 'PolicyName'))
  return {}
}

export function listUserPolicies(
  input: Api.ListUserPoliciesRequest,
  context: OperationContext,
): Promise<Api.ListUserPoliciesResponse> {
  return listInlinePolicies(userHolder, context, required(input.UserName, 'UserName'), input)
}
