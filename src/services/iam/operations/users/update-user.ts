import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { accessKeys, type User, users } from '../../records.ts'
import { required } from '../../required.ts'

/** Renames or moves a user. Its keys carry its name along. */
export function updateUser(
  input: Api.UpdateUserRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  return changing(store, async (commit) => {
    const stored = await findUser(store, accountId, name)
    const user: User = {
      ...stored.value,
      name: input.NewUserName ?? stored.value.name,
      path: input.NewPath ?? stored.value.path,
    }
    if (user.name.toLowerCase() === name.toLowerCase()) users.put(commit, user, stored)
    else {
      const present = await users.get(store, [accountId, user.name.toLowerCase()])
      if (present) throw entityAlreadyExists(`User with name ${user.name} already exists.`)
      users.move(commit, user, stored)
    }
    const keys = await accessKeys.getMany(
      store,
      user.accessKeyIds.map((accessKeyId) => [accountId, accessKeyId]),
    )
    for (const key of keys) {
      if (!key) continue
      const owner = { id: user.id, name: user.name, path: user.path }
      accessKeys.put(commit, { ...key.value, owner }, key)
    }
    return {}
  })
}
