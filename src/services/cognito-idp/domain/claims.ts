/**
 * What tokens say. Source: Developer Guide, "Understanding the identity (ID) token", "Understanding the access token"; of overrides:
 * "Pre token generation Lambda trigger".
 */
import type { Json, JsonObject } from '../../../base/json.ts'

/** A user, and a sign-in, as tokens tell of them. Instants in seconds since the epoch. */
export interface TokenFacts {
  readonly issuer: string
  readonly clientId: string
  readonly sub: string
  readonly username: string
  /** Those that the client may read. */
  readonly attributes: Readonly<Record<string, string>>
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly preferredRole?: string | undefined
  readonly scopes: readonly string[]
  /** Absent where the client has no revocation of tokens. */
  readonly originJti?: string | undefined
  readonly eventId: string
  readonly authTime: number
  readonly issuedAt: number
  readonly nonce?: string | undefined
}

const booleans = new Set(['email_verified', 'phone_number_verified'])

/** Attributes as claims: what is verified is a boolean, an address an object, everything else a text. */
export function attributeClaims(attributes: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, attributeClaim(name, value)]),
  )
}

function attributeClaim(name: string, value: string): Json {
  if (booleans.has(name)) return value.toLowerCase() === 'true'
  if (name === 'address') return { formatted: value }
  return value
}

export function idClaims(facts: TokenFacts, jti: string, seconds: number): JsonObject {
  return {
    sub: facts.sub,
    ...groupClaims(facts),
    ...(facts.roles.length > 0 ? { 'cognito:roles': [...facts.roles] } : {}),
    ...(facts.preferredRole === undefined ? {} : { 'cognito:preferred_role': facts.preferredRole }),
    iss: facts.issuer,
    'cognito:username': facts.username,
    ...(facts.nonce === undefined ? {} : { nonce: facts.nonce }),
    ...originClaim(facts),
    aud: facts.clientId,
    event_id: facts.eventId,
    token_use: 'id',
    auth_time: facts.authTime,
    exp: facts.issuedAt + seconds,
    iat: facts.issuedAt,
    jti,
    ...attributeClaims(facts.attributes),
  }
}

export function accessClaims(facts: TokenFacts, jti: string, seconds: number): JsonObject {
  return {
    sub: facts.sub,
    ...groupClaims(facts),
    iss: facts.issuer,
    client_id: facts.clientId,
    ...originClaim(facts),
    event_id: facts.eventId,
    token_use: 'access',
    scope: facts.scopes.join(' '),
    auth_time: facts.authTime,
    exp: facts.issuedAt + seconds,
    iat: facts.issuedAt,
    jti,
    username: facts.username,
  }
}

function groupClaims({ groups }: TokenFacts): JsonObject {
  return groups.length > 0 ? { 'cognito:groups': [...groups] } : {}
}

function originClaim({ originJti }: TokenFacts): JsonObject {
  return originJti === undefined ? {} : { origin_jti: originJti }
}

/** Claims that no function may change in an identity token. Source: "Pre token generation Lambda trigger", claims that cannot be modified. */
const fixedInId = new Set([
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'cognito:username',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'sub',
  'token_use',
  'aud',
  'event_id',
])

/** The same of an access token. */
const fixedInAccess = new Set([
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'aud',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
])

/** What a function changes in one token. */
export interface TokenOverride {
  readonly claimsToAddOrOverride?: JsonObject | undefined
  readonly claimsToSuppress?: readonly string[] | undefined
}

/** Claims with a function's changes; those that may not be changed stay. Groups have a way of their own. */
export function overridden(kind: 'id' | 'access', claims: JsonObject, override: TokenOverride): JsonObject {
  const fixed = kind === 'id' ? fixedInId : fixedInAccess
  const isFree = (name: string) => !fixed.has(name) && !/^dev:/.test(name) && !reservedPrefix.test(name)
  const suppressed = new Set((override.claimsToSuppress ?? []).filter(isFree))
  const added = Object.entries(override.claimsToAddOrOverride ?? {}).filter(
    ([name, value]) => isFree(name) && value !== null,
  )
  const kept = Object.entries(claims).filter(([name]) => !suppressed.has(name))
  return { ...Object.fromEntries(kept), ...Object.fromEntries(added) }
}

const reservedPrefix = /^(?:cognito|aws):/
