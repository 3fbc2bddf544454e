import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { deleteBoundary, putBoundary } from '../../boundaries.ts'
import { noSuchEntity } from '../../errors.ts'
import { findOwnRole } from '../../lookups.ts'
import { roles } from '../../records.ts'
import { required } from '../../required.ts'

const bounded = ({ store, accountId }: OperationContext, name: string) => ({
  kind: 'role' as const,
  records: roles,
  find: () => findOwnRole(store, accountId, name),
})

export async function putRolePermissionsBoundary(
  input: Api.PutRolePermissionsBoundaryRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.RoleName, 'RoleName')
  await putBoundary(
    bounded(context, name),
    context,
    required(input.PermissionsBoundary, 'PermissionsBoundary'),
  )
  return {}
}

export async function deleteRolePermissionsBoundary(
  input: Api.DeleteRolePermissionsBoundaryRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.RoleName, 'RoleName')
  // UNVERIFIED: the words.
  const absent = () => noSuchEntity(`The role with name ${name} does not have a permissions boundary.`)
  await deleteBoundary(bounded(context, name), context, absent)
  return {}
}
