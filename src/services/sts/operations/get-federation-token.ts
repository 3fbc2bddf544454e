import type * as Api from '@aws-sdk/client-sts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { userSessionSeconds } from '../domain/durations.ts'
import { packedSize, readSessionPolicies } from '../domain/session-policies.ts'
import { readSessionTags } from '../domain/session-tags.ts'
import { notWithSessionCredentials } from '../errors.ts'
import { required } from '../required.ts'
import { openSession } from '../sessions.ts'

/** Opens a session for somebody whom the caller, a user or the root user, vouches for. */
export async function getFederationToken(
  input: Api.GetFederationTokenRequest,
  context: OperationContext,
): Promise<Api.GetFederationTokenResponse> {
  const { principal, accountId, partition } = context
  if ((principal.type !== 'user' && principal.type !== 'root') || principal.expiresAt !== undefined)
    throw notWithSessionCredentials('GetFederationToken')
  const name = required(input.Name, 'Name')
  const policies = readSessionPolicies(input, partition)
  const { tags } = readSessionTags(input.Tags ?? [])
  const arn = `arn:${partition}:sts::${accountId}:federated-user/${name}`
  const userId = `${accountId}:${name}`
  const credentials = await openSession(context, {
    accountId,
    principal: {
      type: 'federated-user',
      accountId,
      arn,
      userId,
      issuerArn: principal.arn,
      ...(Object.keys(tags).length === 0 ? {} : { sessionTags: tags }),
      ...(policies === undefined ? {} : { sessionPolicies: policies }),
    },
    durationSeconds: userSessionSeconds(input.DurationSeconds, principal.type === 'root'),
    leastTokenLength: input.MinimumSessionTokenSize,
  })
  return {
    Credentials: credentials,
    FederatedUser: { FederatedUserId: userId, Arn: arn },
    PackedPolicySize: packedSize(policies, tags),
  }
}
