import type { OperationContext } from '../../../../dispatch/index.ts'
import { findUser } from '../../lookups.ts'
import { users } from '../../records.ts'
import { tagOperations } from '../../tagged.ts'

/** TagUser, UntagUser, ListUserTags. */
export const userTags = tagOperations('UserName', {
  title: 'User',
  tagCase: 'insensitive',
  records: users,
  find: ({ store, accountId }: OperationContext, name: string) => findUser(store, accountId, name),
})
