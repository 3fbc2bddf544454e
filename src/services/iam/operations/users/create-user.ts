import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { addBoundary } from '../../boundaries.ts'
import { changing } from '../../changing.ts'
import { readTags, sortTags } from '../../domain/tags.ts'
import { makeUniqueId } from '../../domain/unique-ids.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { checkQuota } from '../../quotas.ts'
import { type User, users } from '../../records.ts'
import { required } from '../../required.ts'
import { boundaryView, tagsIfAny, userView } from '../../views.ts'

export function createUser(
  input: Api.CreateUserRequest,
  context: OperationContext,
): Promise<Api.CreateUserResponse> {
  const { store, accountId, partition, now, random } = context
  const name = required(input.UserName, 'UserName')
  const tags = readTags(input.Tags ?? [], 'insensitive')
  const user: User = {
    accountId,
    name,
    path: input.Path ?? '/',
    id: makeUniqueId('user', random),
    createdAt: now,
    tags: sortTags(tags),
    inlinePolicies: [],
    attachedPolicies: [],
    groupIds: [],
    accessKeyIds: [],
    ...(input.PermissionsBoundary === undefined ? {} : { boundary: input.PermissionsBoundary }),
  }
  return changing(store, async (commit) => {
    const present = await users.get(store, [accountId, name.toLowerCase()])
    if (present) throw entityAlreadyExists(`User with name ${name} already exists.`)
    await checkQuota(store, users, accountId, 'UsersPerAccount', limits.usersPerAccount)
    if (user.boundary !== undefined) await addBoundary(commit, context, 'user', user.id, user.boundary)
    users.put(commit, user, undefined)
    return { User: { ...userView(user, partition), ...boundaryView(user.boundary), ...tagsIfAny(tags) } }
  })
}
