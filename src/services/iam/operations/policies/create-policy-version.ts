import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { limitExceeded, policyNotAttachable } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { checkManagedDocument } from '../../managed-policies/documents.ts'
import { findOwnPolicy } from '../../managed-policies/own-policies.ts'
import { policies } from '../../records.ts'
import { required } from '../../required.ts'
import { versionView } from '../../views.ts'

/** Adds a version. Numbers are never used again. */
export function createPolicyVersion(
  input: Api.CreatePolicyVersionRequest,
  context: OperationContext,
): Promise<Api.CreatePolicyVersionResponse> {
  const document = required(input.PolicyDocument, 'PolicyDocument')
  checkManagedDocument(document, context.partition)
  return changing(context.store, async (commit) => {
    const stored = await findOwnPolicy(context, required(input.PolicyArn, 'PolicyArn'), policyNotAttachable)
    const { versions, nextVersion } = stored.value
    if (versions.length >= limits.versionsPerPolicy) {
      throw limitExceeded(
        `A managed policy can have up to ${limits.versionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
      )
    }
    const version = { versionId: `v${nextVersion}`, document, createdAt: context.now }
    const defaultVersionId = input.SetAsDefault ? version.versionId : stored.value.defaultVersionId
    const policy = {
      ...stored.value,
      versions: [...versions, version],
      nextVersion: nextVersion + 1,
      defaultVersionId,
      updatedAt: context.now,
    }
    policies.put(commit, policy, stored)
    return { PolicyVersion: versionView(version, defaultVersionId) }
  })
}
