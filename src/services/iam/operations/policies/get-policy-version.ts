import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { encodeDocument } from '../../domain/policy-text.ts'
import { policyVersionNotFound } from '../../errors.ts'
import { findManagedPolicy } from '../../managed-policies/find-managed-policy.ts'
import { versionsOf } from '../../managed-policies/versions.ts'
import { required } from '../../required.ts'
import { versionView } from '../../views.ts'

export async function getPolicyVersion(
  input: Api.GetPolicyVersionRequest,
  { store, accountId }: OperationContext,
): Promise<Api.GetPolicyVersionResponse> {
  const policyArn = required(input.PolicyArn, 'PolicyArn')
  const versionId = required(input.VersionId, 'VersionId')
  const policy = await findManagedPolicy(store, accountId, policyArn)
  const { versions, defaultVersionId } = versionsOf(policy)
  const version = versions.find((candidate) => candidate.versionId === versionId)
  if (!version) throw policyVersionNotFound(policyArn, versionId)
  return {
    PolicyVersion: {
      ...versionView(version, defaultVersionId),
      Document: encodeDocument(version.document),
    },
  }
}
