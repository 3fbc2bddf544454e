import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { findGroup } from '../../lookups.ts'
import { type Group, groups } from '../../records.ts'
import { required } from '../../required.ts'

/** Renames or moves a group. */
export function updateGroup(
  input: Api.UpdateGroupRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.GroupName, 'GroupName')
  return changing(store, async (commit) => {
    const stored = await findGroup(store, accountId, name)
    const group: Group = {
      ...stored.value,
      name: input.NewGroupName ?? stored.value.name,
      path: input.NewPath ?? stored.value.path,
    }
    if (group.name.toLowerCase() === name.toLowerCase()) groups.put(commit, group, stored)
    else {
      const present = await groups.get(store, [accountId, group.name.toLowerCase()])
      if (present) throw entityAlreadyExists(`Group with name ${group.name} already exists.`)
      groups.move(commit, group, stored)
    }
    return {}
  })
}
