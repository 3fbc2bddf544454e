import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findRole } from '../../lookups.ts'
import { roles } from '../../records.ts'
import { required } from '../../required.ts'
import { listTags, tag, untag } from '../../tagged.ts'

const tagged = {
  title: 'Role',
  tagCase: 'insensitive',
  records: roles,
  find: ({ store, accountId }: OperationContext, name: string) => findRole(store, accountId, name),
} as const

export function tagRole(input: Api.TagRoleRequest, context: OperationContext): Promise<Record<never, never>> {
  return tag(tagged, context, required(input.RoleName, 'RoleName'), required(input.Tags, 'Tags'))
}

export function untagRole(
  input: Api.UntagRoleRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return untag(tagged, context, required(input.RoleName, 'RoleName'), required(input.TagKeys, 'TagKeys'))
}

export function listRoleTags(
  input: Api.ListRoleTagsRequest,
  context: OperationContext,
): Promise<Api.ListRoleTagsResponse> {
  return listTags(tagged, context, required(input.RoleName, 'RoleName'), input)
}
