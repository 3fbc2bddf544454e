import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findInstanceProfile } from '../../lookups.ts'
import { instanceProfiles } from '../../records.ts'
import { required } from '../../required.ts'
import { listTags, tag, untag } from '../../tagged.ts'

const tagged = {
  title: 'InstanceProfile',
  tagCase: 'sensitive',
  records: instanceProfiles,
  find: ({ store, accountId }: OperationContext, name: string) => findInstanceProfile(store, accountId, name),
} as const

export function tagInstanceProfile(
  input: Api.TagInstanceProfileRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return tag(
    tagged,
    context,
    required(input.InstanceProfileName, 'InstanceProfileName'),
    required(input.Tags, 'Tags'),
  )
}

export function untagInstanceProfile(
  input: Api.UntagInstanceProfileRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return untag(
    tagged,
    context,
    required(input.InstanceProfileName, 'InstanceProfileName'),
    required(input.TagKeys, 'TagKeys'),
  )
}

export function listInstanceProfileTags(
  input: Api.ListInstanceProfileTagsRequest,
  context: OperationContext,
): Promise<Api.ListInstanceProfileTagsResponse> {
  return listTags(tagged, context, required(input.InstanceProfileName, 'InstanceProfileName'), input)
}
