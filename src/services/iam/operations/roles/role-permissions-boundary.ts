import { boundaryOperations } from '../../boundaries.ts'
import { findOwnRole } from '../../lookups.ts'
import { roles } from '../../records.ts'

/** PutRolePermissionsBoundary, DeleteRolePermissionsBoundary. */
export const rolePermissionsBoundary = boundaryOperations('RoleName', {
  kind: 'role',
  records: roles,
  find: findOwnRole,
})
