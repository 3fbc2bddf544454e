import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findOwnPolicy } from '../../managed-policies/own-policies.ts'
import { policies } from '../../records.ts'
import { required } from '../../required.ts'
import { listTags, tag, untag } from '../../tagged.ts'

const tagged = {
  title: 'Policy',
  tagCase: 'sensitive',
  records: policies,
  find: findOwnPolicy,
} as const

export function tagPolicy(
  input: Api.TagPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return tag(tagged, context, required(input.PolicyArn, 'PolicyArn'), required(input.Tags, 'Tags'))
}

export function untagPolicy(
  input: Api.UntagPolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return untag(tagged, context, required(input.PolicyArn, 'PolicyArn'), required(input.TagKeys, 'TagKeys'))
}

export function listPolicyTags(
  input: Api.ListPolicyTagsRequest,
  context: OperationContext,
): Promise<Api.ListPolicyTagsResponse> {
  return listTags(tagged, context, required(input.PolicyArn, 'PolicyArn'), input)
}
