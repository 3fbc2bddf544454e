import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { noSuchEntity } from '../../errors.ts'
import { findInstanceProfile, findOwnRole } from '../../lookups.ts'
import { instanceProfiles, roles } from '../../records.ts'
import { required } from '../../required.ts'

export function removeRoleFromInstanceProfile(
  input: Api.RemoveRoleFromInstanceProfileRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const name = required(input.InstanceProfileName, 'InstanceProfileName')
    const profile = await findInstanceProfile(store, accountId, name)
    const role = await findOwnRole(store, accountId, required(input.RoleName, 'RoleName'))
    const { roleName, ...empty } = profile.value
    if (roleName !== role.value.name)
      throw noSuchEntity(`Role ${role.value.name} in Instance Profile ${name} cannot be found.`)
    const { instanceProfileCount } = role.value
    instanceProfiles.put(commit, empty, profile)
    roles.put(commit, { ...role.value, instanceProfileCount: instanceProfileCount - 1 }, role)
    return {}
  })
}
