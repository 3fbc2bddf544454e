import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findUser } from '../../lookups.ts'
import { users } from '../../records.ts'
import { required } from '../../required.ts'
import { listTags, tag, untag } from '../../tagged.ts'

const tagged = {
  title: 'User',
  tagCase: 'insensitive',
  records: users,
  find: ({ store, accountId }: OperationContext, name: string) => findUser(store, accountId, name),
} as const

export function tagUser(input: Api.TagUserRequest, context: OperationContext): Promise<Record<never, never>> {
  return tag(tagged, context, required(input.UserName, 'UserName'), required(input.Tags, 'Tags'))
}

export function untagUser(
  input: Api.UntagUserRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return untag(tagged, context, required(input.UserName, 'UserName'), required(input.TagKeys, 'TagKeys'))
}

export function listUserTags(
  input: Api.ListUserTagsRequest,
  context: OperationContext,
): Promise<Api.ListUserTagsResponse> {
  return listTags(tagged, context, required(input.UserName, 'UserName'), input)
}
