import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { addBoundary } from '../../boundaries.ts'
import { changing } from '../../changing.ts'
import { readTags, sortTags } from '../../domain/tags.ts'
import { makeUniqueId } from '../../domain/unique-ids.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits, maxSessionDurationDefault } from '../../limits.ts'
import { checkQuota } from '../../quotas.ts'
import { type Role, roles } from '../../records.ts'
import { required } from '../../required.ts'
import { checkTrustPolicy } from '../../trust-policies.ts'
import { boundaryView, briefRoleView, tagsIfAny } from '../../views.ts'

export async function createRole(
  input: Api.CreateRoleRequest,
  context: OperationContext,
): Promise<Api.CreateRoleResponse> {
  const { store, accountId, partition, now, random } = context
  const name = required(input.RoleName, 'RoleName')
  const trustPolicy = required(input.AssumeRolePolicyDocument, 'AssumeRolePolicyDocument')
  const tags = readTags(input.Tags ?? [], 'insensitive')
  await checkTrustPolicy(trustPolicy, context)
  const role: Role = {
    accountId,
    name,
    path: input.Path ?? '/',
    id: makeUniqueId('role', random),
    createdAt: now,
    tags: sortTags(tags),
    inlinePolicies: [],
    attachedPolicies: [],
    trustPolicy,
    maxSessionSeconds: input.MaxSessionDuration ?? maxSessionDurationDefault,
    instanceProfileCount: 0,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.PermissionsBoundary === undefined ? {} : { boundary: input.PermissionsBoundary }),
  }
  return changing(store, async (commit) => {
    const present = await roles.get(store, [accountId, name.toLowerCase()])
    if (present) throw entityAlreadyExists(`Role with name ${name} already exists.`)
    await checkQuota(store, roles, accountId, 'RolesPerAccount', limits.rolesPerAccount)
    if (role.boundary !== undefined) await addBoundary(commit, context, 'role', role.id, role.boundary)
    roles.put(commit, role, undefined)
    return { Role: { ...briefRoleView(role, partition), ...boundaryView(role.boundary), ...tagsIfAny(tags) } }
  })
}
