import type * as Api from '@aws-sdk/client-iam'
import type { Store } from '../../store/index.ts'
import { type InstanceProfile, roles } from './records.ts'
import { instanceProfileView } from './views.ts'

/** Instance profiles with the roles in them, without tags. */
export async function profilesWithRoles(
  store: Store,
  profiles: readonly InstanceProfile[],
  partition: string,
): Promise<Api.InstanceProfile[]> {
  const found = await roles.getMany(
    store,
    profiles.map(({ accountId, roleName }) => [accountId, roleName?.toLowerCase() ?? '']),
  )
  return profiles.map((profile, index) => instanceProfileView(profile, found[index]?.value, partition))
}

export async function profileWithRole(
  store: Store,
  profile: InstanceProfile,
  partition: string,
): Promise<Api.InstanceProfile> {
  const { accountId, roleName } = profile
  const role =
    roleName === undefined ? undefined : await roles.get(store, [accountId, roleName.toLowerCase()])
  return instanceProfileView(profile, role?.value, partition)
}
