/** JSON Web Tokens and the keys of their issuers. Source: API Gateway Developer Guide, "Controlling access to HTTP APIs with JWT authorizers". */
import { createLocalJWKSet, decodeProtectedHeader, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { issuerKeysMs, issuerTimeoutMs } from './limits.ts'

/** Claims of a token that its issuer signed, or why it is refused. */
export type TokenAnswer =
  | { readonly claims: Readonly<Record<string, unknown>> }
  | { readonly refused: string }

/** Algorithms that API Gateway takes: RSA alone. Source: as above. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

interface KeptKeys {
  readonly keys: ReturnType<typeof createLocalJWKSet>
  readonly kids: ReadonlySet<string>
  /** Unit: milliseconds since the epoch. */
  readonly at: number
}

/** The keys of issuers, fetched when first needed, when they are old, and when a token names a key that is not among them. */
export class IssuerKeys {
  readonly #kept = new Map<string, Promise<KeptKeys>>()

  /** Checks a token's signature, issuer and times. Claims about audiences and scopes are for the caller to check. */
  async verify(token: string, issuer: string, now: number): Promise<TokenAnswer> {
    try {
      const { kid = '' } = decodeProtectedHeader(token)
      const keys = await this.#keysOf(issuer, kid, now)
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms,
        currentDate: new Date(now),
      })
      return { claims: payload }
    } catch (error) {
      return { refused: reasonOf(error) }
    }
  }

  async #keysOf(issuer: string, kid: string, now: number): Promise<KeptKeys['keys']> {
    const kept = await this.#kept.get(issuer)
    if (kept && now - kept.at < issuerKeysMs && (kid === '' || kept.kids.has(kid))) return kept.keys
    const fetching = fetchKeys(issuer, now)
    this.#kept.set(issuer, fetching)
    fetching.catch(() => this.#kept.delete(issuer))
    return (await fetching).keys
  }
}

/** Source: what users of AWS have seen in `www-authenticate`. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss')
    return 'the token has an invalid issuer'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
    return 'the token is not valid yet'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature error'
  if (error instanceof errors.JWKSNoMatchingKey) return 'unable to find a matching key'
  return 'OIDC discovery endpoint communication error'
}

async function fetchKeys(issuer: string, now: number): Promise<KeptKeys> {
  const discovery = (await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)) as {
    jwks_uri?: unknown
  }
  if (typeof discovery.jwks_uri !== 'string') throw new Error('The issuer names no keys')
  const found = (await fetchJson(discovery.jwks_uri)) as JSONWebKeySet
  const kids = new Set(found.keys.map(({ kid = '' }) => kid))
  return { keys: createLocalJWKSet(found), kids, at: now }
}

async function fetchJson(address: string): Promise<unknown> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(issuerTimeoutMs) })
  if (!answer.ok) throw new Error(`The issuer answered with status ${answer.status}`)
  return answer.json()
}
