import { boundaryOperations } from '../../boundaries.ts'
import { findUser } from '../../lookups.ts'
import { users } from '../../records.ts'

/** PutUserPermissionsBoundary, DeleteUserPermissionsBoundary. */
export const userPermissionsBoundary = boundaryOperations('UserName', {
  kind: 'user',
  records: users,
  find: findUser,
})
