import type { Credentials } from '@aws-sdk/client-sts'
import { invariant } from '../../../base/invariant.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { limits } from '../limits.ts'
import { openSession } from '../sessions.ts'

/**
 * Credentials with which an AWS service signs requests as itself, for the resource that it acts for: what resource policies know by
 * `Service`, `aws:SourceArn` and `aws:SourceAccount`. No operation of STS: services get them inside.
 */
export async function assumeServiceIdentity(
  _input: object,
  context: OperationContext,
): Promise<{ readonly Credentials: Credentials }> {
  const { principal, accountId, source } = context
  invariant(principal.type === 'service', 'A service asks for its own credentials')
  const { accessKeyId: _key, expiresAt: _end, ...service } = principal
  const durationSeconds = limits.roleSessionDefault
  return {
    Credentials: await openSession(context, { accountId, principal: service, source, durationSeconds }),
  }
}
