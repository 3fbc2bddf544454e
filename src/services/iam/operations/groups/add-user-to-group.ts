import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { quotaExceeded } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { findGroup, findUser } from '../../lookups.ts'
import { groups, memberships, users } from '../../records.ts'
import { required } from '../../required.ts'

/** Adds a user to a group. A user that is in it already stays. */
export function addUserToGroup(
  input: Api.AddUserToGroupRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const user = await findUser(store, accountId, required(input.UserName, 'UserName'))
    const group = await findGroup(store, accountId, required(input.GroupName, 'GroupName'))
    const { id: userId, groupIds } = user.value
    const { id: groupId, memberCount } = group.value
    if (groupIds.includes(groupId)) return {}
    if (groupIds.length >= limits.groupsPerUser) throw quotaExceeded('GroupsPerUser', limits.groupsPerUser)
    users.put(commit, { ...user.value, groupIds: [...groupIds, groupId] }, user)
    groups.put(commit, { ...group.value, memberCount: memberCount + 1 }, group)
    memberships.put(commit, { accountId, groupId, userId }, undefined)
    return {}
  })
}
