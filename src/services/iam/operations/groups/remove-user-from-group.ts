import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { findGroup, findUser } from '../../lookups.ts'
import { groups, memberships, users } from '../../records.ts'
import { required } from '../../required.ts'

/** Removes a user from a group. A user that is not in it stays out. */
export function removeUserFromGroup(
  input: Api.RemoveUserFromGroupRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const user = await findUser(store, accountId, required(input.UserName, 'UserName'))
    const group = await findGroup(store, accountId, required(input.GroupName, 'GroupName'))
    const { id: userId, groupIds } = user.value
    const { id: groupId, memberCount } = group.value
    const membership = await memberships.get(store, [accountId, groupId, userId])
    if (!membership) return {}
    users.put(commit, { ...user.value, groupIds: groupIds.filter((id) => id !== groupId) }, user)
    groups.put(commit, { ...group.value, memberCount: memberCount - 1 }, group)
    memberships.remove(commit, membership)
    return {}
  })
}
