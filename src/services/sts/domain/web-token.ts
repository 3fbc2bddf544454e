import { isObject } from '../../../base/json.ts'
import { expiredIdentityToken, invalidIdentityToken } from '../errors.ts'

/** What an OpenID Connect provider says about who holds its token. */
export interface WebToken {
  readonly issuer: string
  readonly subject: string
  readonly audiences: readonly string[]
  readonly expiresAtSeconds: number
  readonly claims: Readonly<Record<string, unknown>>
}

/** Reads the claims of a token. Fails with InvalidIdentityToken when they lack what every such token has. */
export function readWebToken(claims: Readonly<Record<string, unknown>>): WebToken {
  const { iss, sub, aud, exp } = claims
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter((item) => typeof item === 'string')
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof exp !== 'number' || audiences.length === 0)
    throw malformedToken()
  return { issuer: iss, subject: sub, audiences, expiresAtSeconds: exp, claims }
}

export function malformedToken(): Error {
  return invalidIdentityToken(
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  )
}

/** Fails with ExpiredToken once the token has ended. */
export function checkNotExpired({ expiresAtSeconds }: WebToken, now: number): void {
  const nowSeconds = Math.floor(now / 1000)
  if (nowSeconds >= expiresAtSeconds) throw expiredIdentityToken(nowSeconds, expiresAtSeconds)
}

/** The token's audience among those that the account's provider takes. Fails with InvalidIdentityToken. */
export function matchingAudience({ audiences, claims }: WebToken, clientIds: readonly string[]): string {
  // A token for several audiences names the one it was made for as its authorized party.
  const candidates = typeof claims.azp === 'string' ? [claims.azp, ...audiences] : audiences
  const found = candidates.find((audience) => clientIds.includes(audience))
  if (found === undefined) throw invalidIdentityToken('Incorrect token audience')
  return found
}

/** The issuer as ARNs and condition keys have it: without its scheme. No provider can be registered but over HTTPS. */
export function issuerName(issuer: string): string {
  return issuer.replace(/^https:\/\//, '').replace(/\/$/, '')
}

/** The token's claims as condition keys: `token.actions.githubusercontent.com:sub`. */
export function claimFacts(token: WebToken): Map<string, readonly string[]> {
  const name = issuerName(token.issuer).toLowerCase()
  const facts = new Map<string, readonly string[]>()
  for (const [claim, value] of Object.entries(token.claims)) {
    const values = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string')
    if (values.length > 0) facts.set(`${name}:${claim.toLowerCase()}`, values)
  }
  return facts
}

/** Session tags and source identity that a token carries. Source: IAM User Guide, "Passing session tags using AssumeRoleWithWebIdentity". */
export function tokenTags({ claims }: WebToken): {
  readonly tags: Array<{ Key: string; Value: string }>
  readonly transitiveKeys: string[]
  readonly sourceIdentity?: string
} {
  const carried = claims['https://aws.amazon.com/tags']
  const { principal_tags: tags, transitive_tag_keys: transitive } = isObject(carried) ? carried : {}
  const sourceIdentity = claims['https://aws.amazon.com/source_identity']
  return {
    tags: Object.entries(isObject(tags) ? tags : {}).flatMap(([Key, value]) => {
      const [Value] = Array.isArray(value) ? value : [value]
      return typeof Value === 'string' ? [{ Key, Value }] : []
    }),
    transitiveKeys: Array.isArray(transitive) ? transitive.filter((key) => typeof key === 'string') : [],
    ...(typeof sourceIdentity === 'string' ? { sourceIdentity } : {}),
  }
}
