import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findGroup } from '../../lookups.ts'
import { membersOf } from '../../members.ts'
import { pageOfList } from '../../paging.ts'
import { required } from '../../required.ts'
import { groupView, userView } from '../../views.ts'

/** A group with the users in it. */
export async function getGroup(
  input: Api.GetGroupRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.GetGroupResponse> {
  const { value: group } = await findGroup(store, accountId, required(input.GroupName, 'GroupName'))
  const members = await membersOf(store, group)
  const { items, answer } = pageOfList(members, ({ name }) => name, `members ${accountId} ${group.id}`, input)
  return {
    Group: groupView(group, partition),
    Users: items.map((user) => userView(user, partition)),
    ...answer,
  }
}
