import type { OperationContext } from '../../../../dispatch/index.ts'
import { findRole } from '../../lookups.ts'
import { roles } from '../../records.ts'
import { tagOperations } from '../../tagged.ts'

/** TagRole, UntagRole, ListRoleTags. */
export const roleTags = tagOperations('RoleName', {
  title: 'Role',
  tagCase: 'insensitive',
  records: roles,
  find: ({ store, accountId }: OperationContext, name: string) => findRole(store, accountId, name),
})
