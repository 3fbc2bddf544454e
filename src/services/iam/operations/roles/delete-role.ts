import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { deleteConflict } from '../../errors.ts'
import { findOwnRole } from '../../lookups.ts'
import { required } from '../../required.ts'
import { removeRole } from '../../role-deletion.ts'

/** Deletes a role that has nothing left. UNVERIFIED: which of several things in the way is named. */
export function deleteRole(
  input: Api.DeleteRoleRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const { store, accountId } = context
  return changing(store, async (commit) => {
    const stored = await findOwnRole(store, accountId, required(input.RoleName, 'RoleName'))
    const { instanceProfileCount, attachedPolicies, inlinePolicies } = stored.value
    if (instanceProfileCount > 0)
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
    if (attachedPolicies.length > 0)
      throw deleteConflict('Cannot delete entity, must detach all policies first.')
    if (inlinePolicies.length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
    await removeRole(commit, context, stored)
    return {}
  })
}
