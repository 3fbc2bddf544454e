import type { OperationContext } from '../../dispatch/index.ts'
import type { AssumableRole } from './roles.ts'

/** What is asked for: the members of the request that conditions may look at. */
export interface SessionRequest {
  readonly sessionName?: string | undefined
  readonly externalId?: string | undefined
  readonly sourceIdentity?: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveKeys: readonly string[]
}

/**
 * What a trust policy may know about a request and its role. Source: IAM User Guide, "IAM and AWS STS condition context
 * keys", and the global keys.
 */
export function requestFacts(
  { now, region, sourceIp, userAgent, source }: OperationContext,
  role: AssumableRole,
  request: SessionRequest,
): Map<string, readonly string[]> {
  const facts = new Map<string, readonly string[]>([
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(now / 1000))]],
    ['aws:requestedregion', [region]],
    ['aws:resourceaccount', [role.accountId]],
  ])
  const single: ReadonlyArray<readonly [string, string | undefined]> = [
    ['aws:sourceip', sourceIp],
    ['aws:useragent', userAgent],
    ['aws:sourcearn', source?.arn],
    ['aws:sourceaccount', source?.accountId],
    ['sts:rolesessionname', request.sessionName],
    ['sts:externalid', request.externalId],
    ['sts:sourceidentity', request.sourceIdentity],
    ...Object.entries(request.tags).map(
      ([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, value] as const,
    ),
    ...role.tags.flatMap(([key, value]) => [
      [`aws:resourcetag/${key.toLowerCase()}`, value] as const,
      [`iam:resourcetag/${key.toLowerCase()}`, value] as const,
    ]),
  ]
  for (const [key, value] of single) if (value !== undefined) facts.set(key, [value])
  const tagKeys = Object.keys(request.tags)
  if (tagKeys.length > 0) facts.set('aws:tagkeys', tagKeys)
  if (request.transitiveKeys.length > 0) facts.set('sts:transitivetagkeys', request.transitiveKeys)
  return facts
}
