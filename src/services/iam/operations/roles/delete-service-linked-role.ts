import type * as Api from '@aws-sdk/client-iam'
import { randomUuid } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { isServiceLinked } from '../../domain/service-linked-roles.ts'
import { noSuchRole } from '../../errors.ts'
import { deletionTaskKeptMs } from '../../limits.ts'
import { findRole } from '../../lookups.ts'
import { removePolicyUse } from '../../policy-uses.ts'
import { roleDeletions } from '../../records.ts'
import { required } from '../../required.ts'
import { removeRole } from '../../role-deletion.ts'

/** Deletes a service's role at once: no service here refuses, so the task that clients ask after has succeeded. */
export function deleteServiceLinkedRole(
  input: Api.DeleteServiceLinkedRoleRequest,
  context: OperationContext,
): Promise<Api.DeleteServiceLinkedRoleResponse> {
  const { store, accountId, now, random } = context
  const name = required(input.RoleName, 'RoleName')
  return changing(store, async (commit) => {
    const stored = await findRole(store, accountId, name)
    const { path, id, attachedPolicies } = stored.value
    if (!isServiceLinked(stored.value)) throw noSuchRole(name)
    for (const policyArn of attachedPolicies) {
      const use = { use: 'attached', kind: 'role', entityId: id } as const
      await removePolicyUse(commit, store, accountId, policyArn, use)
    }
    await removeRole(commit, context, stored)
    const taskId = `task${path}${name}/${randomUuid(random)}`
    roleDeletions.put(commit, { accountId, taskId, expiresAt: now + deletionTaskKeptMs }, undefined)
    return { DeletionTaskId: taskId }
  })
}
