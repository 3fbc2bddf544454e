import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { deleteConflict, policyVersionNotFound } from '../../errors.ts'
import { findOwnPolicy } from '../../managed-policies/own-policies.ts'
import { policies } from '../../records.ts'
import { required } from '../../required.ts'

export function deletePolicyVersion(
  input: Api.DeletePolicyVersionRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const versionId = required(input.VersionId, 'VersionId')
  const absent = (policyArn: string) => policyVersionNotFound(policyArn, versionId)
  return changing(context.store, async (commit) => {
    const policyArn = required(input.PolicyArn, 'PolicyArn')
    const stored = await findOwnPolicy(context, policyArn, absent)
    const versions = stored.value.versions.filter((version) => version.versionId !== versionId)
    if (versions.length === stored.value.versions.length) throw absent(policyArn)
    if (stored.value.defaultVersionId === versionId)
      throw deleteConflict('Cannot delete the default version of a policy.')
    policies.put(commit, { ...stored.value, versions, updatedAt: context.now }, stored)
    return {}
  })
}
