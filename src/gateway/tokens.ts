/** JSON Web Tokens and the keys of their issuers. Source: API Gateway Developer Guide, "Controlling access to HTTP APIs with JWT authorizers". */
import { createLocalJWKSet, decodeProtectedHeader, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import type { Surroundings } from '../dispatch/index.ts'
import { issuerAgainMs, issuerKeysMs, issuerTimeoutMs } from './limits.ts'
import { findUserPool } from './user-pools.ts'

/** Claims of a token that its issuer signed, or why it is refused. */
export type TokenAnswer =
  | { readonly claims: Readonly<Record<string, unknown>> }
  | { readonly refused: string }

/** Algorithms that API Gateway takes: RSA alone. Source: as above. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

interface KeptKeys {
  readonly keys: ReturnType<typeof createLocalJWKSet>
  readonly kids: ReadonlySet<string>
  /** What tokens name as their issuer. */
  readonly named: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
}

/**
 * The keys of issuers, found here or fetched: when first needed, when they are old, and when a token names a key that is not among
 * them. User pools of this server are asked by a call: nothing of them is fetched.
 */
export class IssuerKeys {
  readonly #kept = new Map<string, Promise<KeptKeys>>()
  readonly #surroundings: Pick<Surroundings, 'call'>

  constructor(surroundings: Pick<Surroundings, 'call'>) {
    this.#surroundings = surroundings
  }

  /** Checks a token's signature, issuer and times. Claims about audiences and scopes are for the caller to check. */
  async verify(token: string, issuer: string, now: number): Promise<TokenAnswer> {
    try {
      const { kid = '' } = decodeProtectedHeader(token)
      const { keys, named } = await this.#keysOf(issuer, kid, now)
      const { payload } = await jwtVerify(token, keys, {
        issuer: named,
        algorithms,
        currentDate: new Date(now),
      })
      return { claims: payload }
    } catch (error) {
      return { refused: reasonOf(error) }
    }
  }

  async #keysOf(issuer: string, kid: string, now: number): Promise<KeptKeys> {
    const asked = this.#kept.get(issuer)
    const kept = await asked
    const age = kept ? now - kept.at : Number.POSITIVE_INFINITY
    const isKnown = kept !== undefined && (kid === '' || kept.kids.has(kid))
    if (kept && age < (isKnown ? issuerKeysMs : issuerAgainMs)) return kept
    // Who has begun meanwhile asks for all.
    const current = this.#kept.get(issuer)
    if (current && current !== asked) return current
    const fetching = this.#findKeys(issuer, now)
    this.#kept.set(issuer, fetching)
    fetching.catch(() => this.#kept.delete(issuer))
    return fetching
  }

  async #findKeys(issuer: string, now: number): Promise<KeptKeys> {
    const own = await findUserPool(this.#surroundings, issuer)
    return own ? keptKeys({ keys: own.keys }, own.issuer, now) : fetchKeys(issuer, now)
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
  return keptKeys((await fetchJson(discovery.jwks_uri)) as JSONWebKeySet, issuer, now)
}

function keptKeys(found: JSONWebKeySet, named: string, at: number): KeptKeys {
  const kids = new Set(found.keys.map(({ kid = '' }) => kid))
  return { keys: createLocalJWKSet(found), kids, named, at }
}

async function fetchJson(address: string): Promise<unknown> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(issuerTimeoutMs) })
  if (!answer.ok) throw new Error(`The issuer answered with status ${answer.status}`)
  return answer.json()
}
