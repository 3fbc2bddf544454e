import type { GetOpenIDConnectProviderResponse } from '@aws-sdk/client-iam'
import type * as Api from '@aws-sdk/client-sts'
import type { AccountId } from '../../../aws/identifiers.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { assume } from '../assumed-role.ts'
import { roleSessionSeconds } from '../domain/durations.ts'
import { readRoleArn } from '../domain/role-arn.ts'
import { packedSize, readSessionPolicies } from '../domain/session-policies.ts'
import { readSessionTags } from '../domain/session-tags.ts'
import { firstRefused } from '../domain/trust.ts'
import {
  checkNotExpired,
  claimFacts,
  issuerName,
  matchingAudience,
  readWebToken,
  tokenTags,
} from '../domain/web-token.ts'
import { accessDenied, invalidIdentityToken, validation } from '../errors.ts'
import { requestFacts } from '../request-facts.ts'
import { required } from '../required.ts'
import { askIam, findRole } from '../roles.ts'

/**
 * Opens a session of a role for whoever holds a token of an OpenID Connect provider that the role trusts. In local mode
 * the token's claims count and its signature does not, as with all signatures there; in enforcing mode the issuer's
 * published keys decide.
 */
export async function assumeRoleWithWebIdentity(
  input: Api.AssumeRoleWithWebIdentityRequest,
  context: OperationContext,
): Promise<Api.AssumeRoleWithWebIdentityResponse> {
  const { settings, now } = context
  const roleArn = required(input.RoleArn, 'RoleArn')
  const sessionName = required(input.RoleSessionName, 'RoleSessionName')
  const text = required(input.WebIdentityToken, 'WebIdentityToken')
  const { accountId, partition } = readRoleArn(roleArn)
  if (input.ProviderId !== undefined)
    throw validation('Lambent knows OpenID Connect tokens alone; ProviderId is for OAuth 2.0 access tokens.')
  const policies = readSessionPolicies(input, partition)

  // Most servers never see such a token, and the library behind this takes its time to load.
  const { decodeToken, verifyByIssuer } = await import('../adapters/web-tokens.ts')
  const token = readWebToken(decodeToken(text))
  const providerArn = `arn:${partition}:iam::${accountId}:oidc-provider/${issuerName(token.issuer)}`
  const provider = await findProvider(context, accountId, providerArn)
  if (!provider)
    throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${token.issuer}`)
  const audience = matchingAudience(token, provider.ClientIDList ?? [])
  checkNotExpired(token, now)
  if (settings.identity === 'enforce') await verifyByIssuer(text, token.issuer, now)

  const carried = tokenTags(token)
  const tags = readSessionTags(carried.tags, carried.transitiveKeys)
  const { sourceIdentity } = carried
  const role = await findRole(context, roleArn)
  const actions = [
    'sts:AssumeRoleWithWebIdentity',
    ...(carried.tags.length > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  const requester = { accountId, partition, names: [], federatedBy: providerArn }
  if (!role) throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity')
  const facts = new Map([
    ...claimFacts(token),
    [`${issuerName(token.issuer).toLowerCase()}:aud`, [audience]] as const,
    ['aws:federatedprovider', [providerArn]] as const,
    ...requestFacts(context, role, { ...tags, sessionName, sourceIdentity }),
  ])
  const refused = firstRefused(role.trust, actions, requester, facts)
  if (refused !== undefined) throw accessDenied(`Not authorized to perform ${refused}`)

  const durationSeconds = roleSessionSeconds(input.DurationSeconds, role.maxSessionSeconds, false)
  const leastTokenLength = input.MinimumSessionTokenSize
  const session = { role, sessionName, durationSeconds, tags, policies, sourceIdentity, leastTokenLength }
  return {
    ...(await assume(context, session)),
    SubjectFromWebIdentityToken: token.subject,
    Provider: providerArn,
    Audience: audience,
    ...(policies || carried.tags.length > 0 ? { PackedPolicySize: packedSize(policies, tags.tags) } : {}),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  }
}

/** Asks IAM for the provider; none has an address longer than 255 characters, and IAM would refuse the question. */
async function findProvider(
  context: OperationContext,
  accountId: AccountId,
  providerArn: string,
): Promise<GetOpenIDConnectProviderResponse | undefined> {
  if (providerArn.length > 512) return undefined
  const question = { OpenIDConnectProviderArn: providerArn }
  return askIam<GetOpenIDConnectProviderResponse>(context, accountId, 'GetOpenIDConnectProvider', question)
}
