import type { AssumedRoleUser, Credentials } from '@aws-sdk/client-sts'
import type { Principal } from '../../aws/principal.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { SessionPolicies } from './domain/session-policies.ts'
import type { SessionTags } from './domain/session-tags.ts'
import type { AssumableRole } from './roles.ts'
import { openSession } from './sessions.ts'

/** A role session that has been allowed. */
export interface RoleSession {
  readonly role: AssumableRole
  readonly sessionName: string
  readonly durationSeconds: number
  readonly tags: SessionTags
  readonly policies: SessionPolicies | undefined
  readonly sourceIdentity: string | undefined
  readonly leastTokenLength: number | undefined
}

/** Opens the session of an assumed role, and answers as all operations that assume one do. */
export async function assume(
  context: OperationContext,
  { role, sessionName, durationSeconds, tags, policies, sourceIdentity, leastTokenLength }: RoleSession,
): Promise<{ Credentials: Credentials; AssumedRoleUser: AssumedRoleUser }> {
  const { partition, accountId, name, roleId } = role
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`
  const userId = `${roleId}:${sessionName}`
  const principal: Omit<Principal, 'accessKeyId' | 'expiresAt'> = {
    type: 'assumed-role',
    accountId,
    arn,
    userId,
    roleArn: role.arn,
    ...(Object.keys(tags.tags).length === 0 ? {} : { sessionTags: tags.tags }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(policies === undefined ? {} : { sessionPolicies: policies }),
  }
  const transitiveTagKeys = tags.transitiveKeys
  const session = { accountId, principal, durationSeconds, transitiveTagKeys, leastTokenLength }
  return {
    Credentials: await openSession(context, session),
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
  }
}
