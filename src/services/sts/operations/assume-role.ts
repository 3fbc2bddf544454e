import type * as Api from '@aws-sdk/client-sts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { callerFacts, requesterOf } from '../../../engines/policy/index.ts'
import { assume } from '../assumed-role.ts'
import { callerTags } from '../caller-tags.ts'
import { roleSessionSeconds } from '../domain/durations.ts'
import { readRoleArn } from '../domain/role-arn.ts'
import { packedSize, readSessionPolicies } from '../domain/session-policies.ts'
import { inheritTags, readSessionTags } from '../domain/session-tags.ts'
import { firstRefused, forgetCaller } from '../domain/trust.ts'
import { accessDenied, notAuthorized, validation } from '../errors.ts'
import { multiFactorOf } from '../multi-factor.ts'
import { requestFacts, type SessionRequest } from '../request-facts.ts'
import { required } from '../required.ts'
import { type AssumableRole, findRole } from '../roles.ts'
import { callersSession } from '../sessions.ts'

/** Opens a session of a role that trusts the caller. */
export async function assumeRole(
  input: Api.AssumeRoleRequest,
  context: OperationContext,
): Promise<Api.AssumeRoleResponse> {
  const { principal, settings, partition } = context
  const roleArn = required(input.RoleArn, 'RoleArn')
  const sessionName = required(input.RoleSessionName, 'RoleSessionName')
  readRoleArn(roleArn)
  if (input.ProvidedContexts?.length) throw validation('Lambent does not know context providers.')
  const requested = readSessionTags(input.Tags ?? [], input.TransitiveTagKeys)
  const policies = readSessionPolicies(input, partition)
  if (principal.type === 'root' && settings.identity === 'enforce')
    throw accessDenied('Roles may not be assumed by root accounts.')

  const calling = await callersSession(context)
  const tags = inheritTags(requested, {
    tags: principal.sessionTags ?? {},
    transitiveKeys: calling?.transitiveTagKeys ?? [],
  })
  // Once set, a source identity stays through all further sessions (IAM User Guide, "Monitor and control actions
  // taken with assumed roles").
  const sourceIdentity = principal.sourceIdentity ?? input.SourceIdentity
  if (input.SourceIdentity !== undefined && input.SourceIdentity !== sourceIdentity)
    throw notAuthorized(principal.arn, 'sts:SetSourceIdentity', roleArn)

  const role = await findRole(context, roleArn)
  const actions = [
    'sts:AssumeRole',
    ...(Object.keys(tags.tags).length > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  const request = { ...tags, sessionName, externalId: input.ExternalId, sourceIdentity }
  const refused = role ? await refusedBy(role, actions, context, input, request) : 'sts:AssumeRole'
  if (!role || refused !== undefined) throw notAuthorized(principal.arn, refused ?? 'sts:AssumeRole', roleArn)

  const durationSeconds = roleSessionSeconds(
    input.DurationSeconds,
    role.maxSessionSeconds,
    calling !== undefined,
  )
  const leastTokenLength = input.MinimumSessionTokenSize
  const session = { role, sessionName, durationSeconds, tags, policies, sourceIdentity, leastTokenLength }
  return {
    ...(await assume(context, session)),
    ...(policies || Object.keys(tags.tags).length > 0
      ? { PackedPolicySize: packedSize(policies, tags.tags) }
      : {}),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  }
}

/** The first action that the role's trust policy refuses to the caller. */
async function refusedBy(
  role: AssumableRole,
  actions: readonly string[],
  context: OperationContext,
  input: Api.AssumeRoleRequest,
  request: SessionRequest,
): Promise<string | undefined> {
  const { principal, settings, partition, now } = context
  const multiFactorAt = multiFactorOf(context, input) ?? principal.multiFactorAt
  const asking = multiFactorAt === undefined ? principal : { ...principal, multiFactorAt }
  const facts = new Map([
    ...callerFacts(asking, now, await callerTags(context, role)),
    ...requestFacts(context, role, request),
  ])
  const isAnybody = settings.identity === 'local' && principal.type === 'root'
  const trust = isAnybody ? forgetCaller(role.trust) : role.trust
  return firstRefused(trust, actions, requesterOf(principal, partition), facts)
}
