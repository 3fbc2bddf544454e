import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { deleteBoundary, putBoundary } from '../../boundaries.ts'
import { noSuchEntity } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { users } from '../../records.ts'
import { required } from '../../required.ts'

const bounded = ({ store, accountId }: OperationContext, name: string) => ({
  kind: 'user' as const,
  records: users,
  find: () => findUser(store, accountId, name),
})

export async function putUserPermissionsBoundary(
  input: Api.PutUserPermissionsBoundaryRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  await putBoundary(
    bounded(context, name),
    context,
    required(input.PermissionsBoundary, 'PermissionsBoundary'),
  )
  return {}
}

export async function deleteUserPermissionsBoundary(
  input: Api.DeleteUserPermissionsBoundaryRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  // UNVERIFIED: the words.
  const absent = () => noSuchEntity(`The user with name ${name} does not have a permissions boundary.`)
  await deleteBoundary(bounded(context, name), context, absent)
  return {}
}
