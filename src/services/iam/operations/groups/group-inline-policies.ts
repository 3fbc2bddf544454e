import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import {
  deleteInlinePolicy,
  getInlinePolicy,
  groupHolder,
  listInlinePolicies,
  putInlinePolicy,
} from '../../holders.ts'
import { required } from '../../required.ts'

export async function putGroupPolicy(
  input: Api.PutGroupPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.GroupName, 'GroupName')
  const policyName = required(input.PolicyName, 'PolicyName')
  const document = required(input.PolicyDocument, 'PolicyDocument')
  await putInlinePolicy(groupHolder, context, name, policyName, document)
  return {}
}

export async function getGroupPolicy(
  input: Api.GetGroupPolicyRequest,
  context: OperationContext,
): Promise<Api.GetGroupPolicyResponse> {
  const name = required(input.GroupName, 'GroupName')
  const policyName = required(input.PolicyName, 'PolicyName')
  const document = await getInlinePolicy(groupHolder, context, name, policyName)
  return { GroupName: name, PolicyName: policyName, PolicyDocument: document }
}

export async function deleteGroupPolicy(
  input: Api.DeleteGroupPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.GroupName, 'GroupName')
  await deleteInlinePolicy(groupHolder, context, name, required(input.PolicyName, 'PolicyName'))
  return {}
}

export function listGroupPolicies(
  input: Api.ListGroupPoliciesRequest,
  context: OperationContext,
): Promise<Api.ListGroupPoliciesResponse> {
  return listInlinePolicies(groupHolder, context, required(input.GroupName, 'GroupName'), input)
}
