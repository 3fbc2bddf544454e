import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { deleteConflict } from '../../errors.ts'
import { findOwnPolicy } from '../../managed-policies/own-policies.ts'
import { policies } from '../../records.ts'
import { required } from '../../required.ts'

/** Deletes a policy that nobody uses and that has its default version alone. */
export function deletePolicy(
  input: Api.DeletePolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return changing(context.store, async (commit) => {
    const stored = await findOwnPolicy(context, required(input.PolicyArn, 'PolicyArn'))
    const { attachmentCount, boundaryCount, versions } = stored.value
    if (attachmentCount + boundaryCount > 0)
      throw deleteConflict('Cannot delete a policy attached to entities.')
    if (versions.length > 1) {
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      )
    }
    policies.remove(commit, stored)
    return {}
  })
}
