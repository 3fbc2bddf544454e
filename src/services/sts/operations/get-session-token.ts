import type * as Api from '@aws-sdk/client-sts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { userSessionSeconds } from '../domain/durations.ts'
import { notWithSessionCredentials } from '../errors.ts'
import { multiFactorOf } from '../multi-factor.ts'
import { openSession } from '../sessions.ts'

/** Opens a session of the caller itself, a user or the root user. */
export async function getSessionToken(
  input: Api.GetSessionTokenRequest,
  context: OperationContext,
): Promise<Api.GetSessionTokenResponse> {
  const { principal, accountId } = context
  if ((principal.type !== 'user' && principal.type !== 'root') || principal.expiresAt !== undefined)
    throw notWithSessionCredentials('GetSessionToken')
  const multiFactorAt = multiFactorOf(context, input)
  const { accessKeyId: _longTerm, expiresAt: _never, ...caller } = principal
  return {
    Credentials: await openSession(context, {
      accountId,
      principal: { ...caller, ...(multiFactorAt === undefined ? {} : { multiFactorAt }) },
      durationSeconds: userSessionSeconds(input.DurationSeconds, principal.type === 'root'),
      leastTokenLength: input.MinimumSessionTokenSize,
    }),
  }
}
