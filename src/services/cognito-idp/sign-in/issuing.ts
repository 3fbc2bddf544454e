/** Tokens for who has signed in. Source: Developer Guide, "Understanding user pool JSON web tokens", "Pre token generation Lambda trigger". */
import { createHash } from 'node:crypto'
import { isObject, type JsonObject } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { accessClaims, idClaims, overridden, type TokenFacts, type TokenOverride } from '../domain/claims.ts'
import { attributesOf } from '../domain/client-settings.ts'
import { scopesShow } from '../domain/oauth.ts'
import { tokenSeconds } from '../domain/validity.ts'
import { issuerOf } from '../pools.ts'
import { type Client, groups, type Pool, type SignIn, signIns, type User } from '../records.ts'
import { keysOf } from '../signing-keys.ts'
import { writeToken } from '../tokens.ts'
import { eventAttributes, metadata, runTrigger, type TriggerContext } from '../triggers.ts'
import { groupsOfUser } from '../users.ts'

/** For whom tokens are made, and why. */
export interface Issue {
  readonly pool: Pool
  readonly client: Client
  readonly user: User
  readonly signIn: SignIn
  /** `TokenGeneration_Authentication` and the like. */
  readonly source: string
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined
  /** By a pool's own endpoints: scopes say which attributes are told, and the tokens are of another version. */
  readonly hosted?: boolean
}

/** The scope of who has signed in by the API: all that a user may do to oneself. */
export const ownScope = 'aws.cognito.signin.user.admin'

/** Identity and access tokens for a sign-in that is kept. Fails as triggers do. Unit of ExpiresIn: seconds. */
export async function issueTokens(
  context: TriggerContext,
  issue: Issue,
): Promise<{ readonly IdToken: string; readonly AccessToken: string; readonly ExpiresIn: number }> {
  const { pool, client, user, signIn } = issue
  const { store, random } = context
  const memberOf = await groupsInOrder(context, pool, user)
  const readable = attributesOf(client.settings, 'ReadAttributes')
  const attributes = Object.entries(user.attributes).filter(
    ([name]) => (readable?.has(name) ?? true) && (!issue.hosted || scopesShow(signIn.scopes, name)),
  )
  const [first] = memberOf
  const facts: TokenFacts = {
    issuer: issuerOf(pool),
    clientId: client.id,
    sub: user.sub,
    username: user.username,
    attributes: Object.fromEntries(attributes),
    groups: memberOf.map(({ name }) => name),
    roles: memberOf.flatMap(({ roleArn }) => (roleArn === undefined ? [] : [roleArn])),
    preferredRole: first?.roleArn,
    scopes: signIn.scopes,
    originJti: client.settings.EnableTokenRevocation === false ? undefined : signIn.id,
    eventId: randomUuid(random),
    authTime: signIn.authTime,
    issuedAt: Math.floor(context.clock.now() / 1000),
    nonce: signIn.nonce,
  }
  const seconds = tokenSeconds(client.settings as object)
  const claims = await customised(context, issue, facts, {
    id: idClaims(facts, randomUuid(random), seconds.id),
    access: accessClaims(facts, randomUuid(random), seconds.access),
  })
  const keys = await keysOf({ store, random }, pool.id)
  const access = writeToken(keys.access, issue.hosted ? { ...claims.access, version: 2 } : claims.access)
  const id = issue.hosted ? { at_hash: halfHash(access), ...claims.id } : claims.id
  return { IdToken: writeToken(keys.id, id), AccessToken: access, ExpiresIn: seconds.access }
}

/** Source: OpenID Connect Core 1.0, section 3.1.3.6. */
function halfHash(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url')
}

/** A user's groups, the lowest precedence first; those without one come last. */
async function groupsInOrder({ store }: Pick<TriggerContext, 'store'>, pool: Pool, user: User) {
  const names = await groupsOfUser(store, pool.id, user.key)
  const found = await groups.getMany(
    store,
    names.map((name) => [pool.id, name]),
  )
  const order = ({ precedence = Number.MAX_SAFE_INTEGER }: { readonly precedence?: number }) => precedence
  return found
    .flatMap((stored) => (stored ? [stored.value] : []))
    .sort((left, right) => order(left) - order(right))
}

interface BothClaims {
  readonly id: JsonObject
  readonly access: JsonObject
}

/** Claims as the pool's function wants them. */
async function customised(
  context: TriggerContext,
  { pool, client, user, source, clientMetadata }: Issue,
  facts: TokenFacts,
  claims: BothClaims,
): Promise<BothClaims> {
  const config = ((pool.settings.LambdaConfig ?? {}) as JsonObject).PreTokenGenerationConfig
  const form = isObject(config) ? String(config.LambdaVersion ?? 'V1_0') : 'V1_0'
  const isFirst = form === 'V1_0'
  const answer = await runTrigger(context, pool, 'PreTokenGeneration', {
    version: isFirst ? '1' : form === 'V2_0' ? '2' : '3',
    source,
    userName: user.username,
    clientId: client.id,
    request: {
      userAttributes: eventAttributes(pool, user),
      groupConfiguration: {
        groupsToOverride: [...facts.groups],
        iamRolesToOverride: [...facts.roles],
        preferredRole: facts.preferredRole ?? null,
      },
      ...(isFirst ? {} : { scopes: [...facts.scopes] }),
      ...metadata(clientMetadata),
    },
    response: isFirst ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  })
  const details = answer?.[isFirst ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails']
  if (!isObject(details)) return claims
  const grouped = withGroups(claims, details.groupOverrideDetails)
  if (isFirst) return { ...grouped, id: overridden('id', grouped.id, details as TokenOverride) }
  const forId = (isObject(details.idTokenGeneration) ? details.idTokenGeneration : {}) as TokenOverride
  const forAccess = isObject(details.accessTokenGeneration) ? details.accessTokenGeneration : {}
  const access = overridden('access', grouped.access, forAccess as TokenOverride)
  return {
    id: overridden('id', grouped.id, forId),
    access: { ...access, scope: scopesWith(facts.scopes, forAccess).join(' ') },
  }
}

function scopesWith(scopes: readonly string[], { scopesToAdd, scopesToSuppress }: JsonObject): string[] {
  const suppressed = new Set(Array.isArray(scopesToSuppress) ? scopesToSuppress.map(String) : [])
  const added = Array.isArray(scopesToAdd) ? scopesToAdd.map(String) : []
  return [...new Set([...scopes, ...added])].filter((scope) => !suppressed.has(scope))
}

function withGroups(claims: BothClaims, details: unknown): BothClaims {
  if (typeof details !== 'object' || details === null) return claims
  const { groupsToOverride, iamRolesToOverride, preferredRole } = details as JsonObject
  const own: JsonObject = {
    ...(Array.isArray(groupsToOverride) ? { 'cognito:groups': groupsToOverride } : {}),
  }
  const roles: JsonObject = {
    ...(Array.isArray(iamRolesToOverride) ? { 'cognito:roles': iamRolesToOverride } : {}),
    ...(typeof preferredRole === 'string' && preferredRole !== ''
      ? { 'cognito:preferred_role': preferredRole }
      : {}),
  }
  return { id: { ...claims.id, ...own, ...roles }, access: { ...claims.access, ...own } }
}

/** A sign-in to be kept, and the refresh token that goes with it. */
export interface NewSignIn {
  readonly signIn: SignIn
  readonly refreshToken: string
}

/** Begins a sign-in. Units: seconds since the epoch of `authTime`. */
export function newSignIn(
  { random, clock }: Pick<Surroundings, 'random' | 'clock'>,
  { poolId, key }: User,
  client: Client,
  more: {
    readonly scopes: readonly string[]
    readonly authTime: number
    readonly nonce?: string | undefined
  },
): NewSignIn {
  const { nonce, ...facts } = more
  const now = clock.now()
  const expiresAt = now + tokenSeconds(client.settings as object).refresh * 1000
  const id = randomUuid(random)
  const refreshToken = writeRefreshToken({ random }, { poolId, userKey: key, id, expiresAt })
  return {
    refreshToken,
    signIn: {
      poolId,
      userKey: key,
      id,
      clientId: client.id,
      ...facts,
      ...(nonce === undefined ? {} : { nonce }),
      expiresAt,
      refreshHash: hashOf(refreshToken),
    },
  }
}

/** Keeps a new sign-in. */
export async function keepSignIn({ store }: Pick<Surroundings, 'store'>, signIn: SignIn): Promise<void> {
  const commit = atomic(store)
  signIns.put(commit, signIn, undefined)
  await commit.commit()
}

/** Where a refresh token's sign-in is found. */
export interface RefreshFacts {
  readonly poolId: string
  readonly userKey: string
  readonly id: string
  readonly expiresAt: number
}

/** The head of an encrypted token, as AWS's refresh tokens begin. */
const refreshHead = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url')

/** Unit: characters: a username of 512 bytes, twice escaped, and the rest. */
const refreshBodyMax = 2_000

/** A refresh token: five parts as AWS's has, opaque to clients. It counts by its hash alone. */
export function writeRefreshToken(
  { random }: Pick<Surroundings, 'random'>,
  { poolId, userKey, id, expiresAt }: RefreshFacts,
): string {
  const facts: RefreshFacts = { poolId, userKey, id, expiresAt }
  const body = Buffer.from(JSON.stringify(facts), 'utf8').toString('base64url')
  const noise = (count: number) => Buffer.from(random.bytes(count)).toString('base64url')
  return [refreshHead, noise(32), noise(12), body, noise(16)].join('.')
}

/** Undefined: it is none. Nothing that it says is proved before its hash is. */
export function readRefreshToken(token: string): RefreshFacts | undefined {
  const [head, , , body = '', , ...rest] = token.split('.')
  if (head !== refreshHead || rest.length > 0) return undefined
  try {
    const value = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Partial<RefreshFacts>
    const { poolId, userKey, id, expiresAt } = value
    if (typeof poolId !== 'string' || typeof userKey !== 'string') return undefined
    if (typeof id !== 'string' || typeof expiresAt !== 'number') return undefined
    if (body.length > refreshBodyMax) return undefined
    return { poolId, userKey, id, expiresAt }
  } catch {
    return undefined
  }
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64')
}
