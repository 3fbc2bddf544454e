import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { makeUniqueId } from '../../domain/unique-ids.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { checkQuota } from '../../quotas.ts'
import { type Group, groups } from '../../records.ts'
import { required } from '../../required.ts'
import { groupView } from '../../views.ts'

export function createGroup(
  input: Api.CreateGroupRequest,
  { store, accountId, partition, now, random }: OperationContext,
): Promise<Api.CreateGroupResponse> {
  const name = required(input.GroupName, 'GroupName')
  const group: Group = {
    accountId,
    name,
    path: input.Path ?? '/',
    id: makeUniqueId('group', random),
    createdAt: now,
    inlinePolicies: [],
    attachedPolicies: [],
    memberCount: 0,
  }
  return changing(store, async (commit) => {
    const present = await groups.get(store, [accountId, name.toLowerCase()])
    if (present) throw entityAlreadyExists(`Group with name ${name} already exists.`)
    await checkQuota(store, groups, accountId, 'GroupsPerAccount', limits.groupsPerAccount)
    groups.put(commit, group, undefined)
    return { Group: groupView(group, partition) }
  })
}
