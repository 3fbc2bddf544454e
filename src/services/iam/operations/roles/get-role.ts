import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findRole } from '../../lookups.ts'
import { lastUses } from '../../records.ts'
import { required } from '../../required.ts'
import { boundaryView, roleLastUsedView, roleView, tagsIfAny } from '../../views.ts'

export async function getRole(
  input: Api.GetRoleRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.GetRoleResponse> {
  const { value: role } = await findRole(store, accountId, required(input.RoleName, 'RoleName'))
  const lastUse = await lastUses.get(store, [accountId, role.id])
  return {
    Role: {
      ...roleView(role, partition),
      ...boundaryView(role.boundary),
      ...tagsIfAny(role.tags),
      RoleLastUsed: roleLastUsedView(lastUse?.value),
    },
  }
}
