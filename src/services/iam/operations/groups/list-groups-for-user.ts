import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findUser } from '../../lookups.ts'
import { groupsOf } from '../../members.ts'
import { pageOfList } from '../../paging.ts'
import { required } from '../../required.ts'
import { groupView } from '../../views.ts'

export async function listGroupsForUser(
  input: Api.ListGroupsForUserRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListGroupsForUserResponse> {
  const { value: user } = await findUser(store, accountId, required(input.UserName, 'UserName'))
  const found = await groupsOf(store, accountId, user)
  const { items, answer } = pageOfList(found, ({ name }) => name, `groups of ${accountId} ${user.id}`, input)
  return { Groups: items.map((group) => groupView(group, partition)), ...answer }
}
