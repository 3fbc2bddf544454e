import type { PolicyVersion } from '../records.ts'
import type { ManagedPolicy } from './find-managed-policy.ts'

/** The versions of a managed policy, the newest first. Of AWS's policies the default version alone is known. */
export function versionsOf(policy: ManagedPolicy | undefined): {
  readonly versions: readonly PolicyVersion[]
  readonly defaultVersionId: string
} {
  if (!policy) return { versions: [], defaultVersionId: '' }
  if (policy.kind === 'own') {
    const { versions, defaultVersionId } = policy.stored.value
    return { versions: versions.toReversed(), defaultVersionId }
  }
  const { versionId, versionCreatedAt, document } = policy.policy
  return { versions: [{ versionId, document, createdAt: versionCreatedAt }], defaultVersionId: versionId }
}
