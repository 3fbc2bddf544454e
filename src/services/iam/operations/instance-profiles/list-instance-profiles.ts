import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findRole } from '../../lookups.ts'
import { pageOfList, pageOfRecords } from '../../paging.ts'
import { profilesWithRoles } from '../../profile-views.ts'
import { instanceProfiles } from '../../records.ts'
import { required } from '../../required.ts'

export async function listInstanceProfiles(
  input: Api.ListInstanceProfilesRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListInstanceProfilesResponse> {
  const { PathPrefix = '/' } = input
  const { items, answer } = await pageOfRecords(store, instanceProfiles, accountId, input, {
    purpose: `instance profiles ${accountId} ${PathPrefix}`,
    positionOf: ({ name }) => name.toLowerCase(),
    keep: ({ path }) => path.startsWith(PathPrefix),
  })
  return { InstanceProfiles: await profilesWithRoles(store, items, partition), ...answer }
}

export async function listInstanceProfilesForRole(
  input: Api.ListInstanceProfilesForRoleRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListInstanceProfilesForRoleResponse> {
  const { value: role } = await findRole(store, accountId, required(input.RoleName, 'RoleName'))
  const prefix = [accountId, role.name.toLowerCase()]
  const found = await instanceProfiles.listBy(store, 'role', { prefix })
  const profiles = found.items.map(({ value }) => value)
  const purpose = `instance profiles of ${accountId} ${role.id}`
  const { items, answer } = pageOfList(profiles, ({ name }) => name.toLowerCase(), purpose, input)
  return { InstanceProfiles: await profilesWithRoles(store, items, partition), ...answer }
}
