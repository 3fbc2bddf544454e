import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { policyVersionNotFound } from '../../errors.ts'
import { findOwnPolicy } from '../../managed-policies/own-policies.ts'
import { policies } from '../../records.ts'
import { required } from '../../required.ts'

export function setDefaultPolicyVersion(
  input: Api.SetDefaultPolicyVersionRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const versionId = required(input.VersionId, 'VersionId')
  const absent = (policyArn: string) => policyVersionNotFound(policyArn, versionId)
  return changing(context.store, async (commit) => {
    const policyArn = required(input.PolicyArn, 'PolicyArn')
    const stored = await findOwnPolicy(context, policyArn, absent)
    if (!stored.value.versions.some((version) => version.versionId === versionId)) throw absent(policyArn)
    policies.put(commit, { ...stored.value, defaultVersionId: versionId, updatedAt: context.now }, stored)
    return {}
  })
}
