import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { dropBoundary } from '../../boundaries.ts'
import { changing } from '../../changing.ts'
import { deleteConflict } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { loginProfiles, users } from '../../records.ts'
import { required } from '../../required.ts'

/** Deletes a user that has nothing left. UNVERIFIED: which of several things in the way is named. */
export function deleteUser(
  input: Api.DeleteUserRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const { store, accountId } = context
  return changing(store, async (commit) => {
    const stored = await findUser(store, accountId, required(input.UserName, 'UserName'))
    const { id, boundary, groupIds, accessKeyIds, attachedPolicies, inlinePolicies } = stored.value
    if (groupIds.length > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.')
    if (accessKeyIds.length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.')
    if (await loginProfiles.get(store, [accountId, id]))
      throw deleteConflict('Cannot delete entity, must delete login profile first.')
    if (attachedPolicies.length > 0)
      throw deleteConflict('Cannot delete entity, must detach all policies first.')
    if (inlinePolicies.length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
    if (boundary !== undefined) await dropBoundary(commit, context, 'user', id, boundary)
    // A password that is made meanwhile would be left without its user.
    commit.check(loginProfiles.storeKey([accountId, id]), null)
    users.remove(commit, stored)
    return {}
  })
}
