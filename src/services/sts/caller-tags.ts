import type { ListRoleTagsResponse, ListUserTagsResponse, Tag } from '@aws-sdk/client-iam'
import type { OperationContext } from '../../dispatch/index.ts'
import { asksForCallerTags } from './domain/trust.ts'
import { type AssumableRole, askIam } from './roles.ts'

/**
 * The tags of the calling user, or of the role behind the calling session, where the role's trust policy asks for such:
 * most do not, and then IAM is not asked either. Tags of the session itself are not among them.
 */
export async function callerTags(
  context: OperationContext,
  { trust }: AssumableRole,
): Promise<ReadonlyMap<string, string>> {
  const { type, accountId, arn, roleArn } = context.principal
  if (!asksForCallerTags(trust)) return new Map()
  const name = (roleArn ?? arn).slice((roleArn ?? arn).lastIndexOf('/') + 1)
  let tags: Tag[] | undefined
  if (type === 'user') {
    tags = (await askIam<ListUserTagsResponse>(context, accountId, 'ListUserTags', { UserName: name }))?.Tags
  } else if (type === 'assumed-role') {
    tags = (await askIam<ListRoleTagsResponse>(context, accountId, 'ListRoleTags', { RoleName: name }))?.Tags
  }
  return new Map(tags?.map(({ Key = '', Value = '' }) => [Key, Value]))
}
