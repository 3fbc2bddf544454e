import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { quotaExceeded } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { findInstanceProfile, findOwnRole } from '../../lookups.ts'
import { instanceProfiles, roles } from '../../records.ts'
import { required } from '../../required.ts'

/** Puts a role into an instance profile, which has room for one. */
export function addRoleToInstanceProfile(
  input: Api.AddRoleToInstanceProfileRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const name = required(input.InstanceProfileName, 'InstanceProfileName')
    const profile = await findInstanceProfile(store, accountId, name)
    const role = await findOwnRole(store, accountId, required(input.RoleName, 'RoleName'))
    if (profile.value.roleName !== undefined)
      throw quotaExceeded('InstanceSessionsPerInstanceProfile', limits.rolesPerInstanceProfile)
    const { instanceProfileCount } = role.value
    instanceProfiles.put(commit, { ...profile.value, roleName: role.value.name }, profile)
    roles.put(commit, { ...role.value, instanceProfileCount: instanceProfileCount + 1 }, role)
    return {}
  })
}
