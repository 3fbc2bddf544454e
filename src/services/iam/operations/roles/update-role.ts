import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { findOwnRole } from '../../lookups.ts'
import { type Role, roles } from '../../records.ts'
import { required } from '../../required.ts'
import { briefRoleView } from '../../views.ts'

/** Changes description and session duration; what the request leaves out stays. */
export async function updateRole(
  input: Api.UpdateRoleRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  await change(context, required(input.RoleName, 'RoleName'), input)
  return {}
}

export async function updateRoleDescription(
  input: Api.UpdateRoleDescriptionRequest,
  context: OperationContext,
): Promise<Api.UpdateRoleDescriptionResponse> {
  const Description = required(input.Description, 'Description')
  const role = await change(context, required(input.RoleName, 'RoleName'), { Description })
  return { Role: { ...briefRoleView(role, context.partition), Description } }
}

function change(
  { store, accountId }: OperationContext,
  name: string,
  { Description, MaxSessionDuration }: Omit<Api.UpdateRoleRequest, 'RoleName'>,
): Promise<Role> {
  return changing(store, async (commit) => {
    const stored = await findOwnRole(store, accountId, name)
    const role: Role = {
      ...stored.value,
      ...(Description === undefined ? {} : { description: Description }),
      ...(MaxSessionDuration === undefined ? {} : { maxSessionSeconds: MaxSessionDuration }),
    }
    roles.put(commit, role, stored)
    return role
  })
}
