import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { deleteConflict } from '../../errors.ts'
import { findInstanceProfile } from '../../lookups.ts'
import { instanceProfiles } from '../../records.ts'
import { required } from '../../required.ts'

export function deleteInstanceProfile(
  input: Api.DeleteInstanceProfileRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const name = required(input.InstanceProfileName, 'InstanceProfileName')
    const stored = await findInstanceProfile(store, accountId, name)
    if (stored.value.roleName !== undefined)
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
    instanceProfiles.remove(commit, stored)
    return {}
  })
}
