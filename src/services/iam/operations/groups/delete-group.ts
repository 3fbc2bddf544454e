import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { deleteConflict } from '../../errors.ts'
import { findGroup } from '../../lookups.ts'
import { groups } from '../../records.ts'
import { required } from '../../required.ts'

export function deleteGroup(
  input: Api.DeleteGroupRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const stored = await findGroup(store, accountId, required(input.GroupName, 'GroupName'))
    const { memberCount, attachedPolicies, inlinePolicies } = stored.value
    if (memberCount > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.')
    if (attachedPolicies.length > 0)
      throw deleteConflict('Cannot delete entity, must detach all policies first.')
    if (inlinePolicies.length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
    groups.remove(commit, stored)
    return {}
  })
}
