/**
 * What Cognito keeps. A pool's parts (clients, groups, users ...) are records of their own, below the pool's id, so that a pool is
 * removed range by range.
 *
 * Who may be named how: a user's key is the username, in small letters where the pool does not tell cases apart. E-mail addresses,
 * phone numbers and preferred names by which a user may sign in are `aliases`: one record for each, which leads to the user, so that
 * of two requests that claim one at once only one commits.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import type { SchemaAttribute } from './domain/schema.ts'

/** Whose, and where. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** Instants in milliseconds since the epoch, here and below. */
export type Pool = Home & {
  readonly id: string
  readonly name: string
  /** Members of CreateUserPool as they are in force, without those below. */
  readonly settings: JsonObject
  readonly schema: readonly SchemaAttribute[]
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly modifiedAt: number
}

export const pools = collection<Pool>()({
  name: 'cognito-idp.pools',
  key: ({ accountId, region, id }) => [accountId, region, id],
  indexes: { id: { key: ({ id }) => [id], unique: true } },
})

/** The two keys that sign a pool's tokens. Private keys in PKCS #8. */
export type PoolKeys = {
  readonly poolId: string
  readonly id: SigningKey
  readonly access: SigningKey
}

export type SigningKey = {
  readonly kid: string
  readonly privateKey: string
  readonly n: string
  readonly e: string
}

export const poolKeys = collection<PoolKeys>()({
  name: 'cognito-idp.keys',
  key: ({ poolId }) => [poolId],
})

export type Client = {
  readonly poolId: string
  readonly id: string
  readonly name: string
  readonly secrets: ReadonlyArray<{ readonly id: string; readonly value: string; readonly createdAt: number }>
  /** Members of CreateUserPoolClient as they are in force. */
  readonly settings: JsonObject
  readonly createdAt: number
  readonly modifiedAt: number
}

export const clients = collection<Client>()({
  name: 'cognito-idp.clients',
  key: ({ poolId, id }) => [poolId, id],
  indexes: { id: { key: ({ id }) => [id], unique: true } },
})

/** The name under which a pool's own pages and OAuth endpoints are reached. */
export type Domain = Home & {
  readonly domain: string
  readonly poolId: string
  readonly custom?: { readonly certificateArn: string; readonly distribution: string }
  readonly managedLoginVersion: number
}

export const domains = collection<Domain>()({
  name: 'cognito-idp.domains',
  key: ({ domain }) => [domain],
  indexes: { pool: { key: ({ poolId }) => [poolId] } },
})

export type ResourceServer = {
  readonly poolId: string
  readonly identifier: string
  readonly name: string
  readonly scopes: ReadonlyArray<{ readonly name: string; readonly description: string }>
}

export const resourceServers = collection<ResourceServer>()({
  name: 'cognito-idp.resource-servers',
  key: ({ poolId, identifier }) => [poolId, identifier],
})

/** Whom a pool would trust: kept, and never asked. */
export type IdentityProvider = {
  readonly poolId: string
  readonly name: string
  readonly type: string
  readonly details: Readonly<Record<string, string>>
  readonly mapping: Readonly<Record<string, string>>
  readonly identifiers: readonly string[]
  readonly createdAt: number
  readonly modifiedAt: number
}

export const identityProviders = collection<IdentityProvider>()({
  name: 'cognito-idp.identity-providers',
  key: ({ poolId, name }) => [poolId, name],
})

export type Group = {
  readonly poolId: string
  readonly name: string
  readonly description?: string
  readonly roleArn?: string
  readonly precedence?: number
  readonly createdAt: number
  readonly modifiedAt: number
}

export const groups = collection<Group>()({
  name: 'cognito-idp.groups',
  key: ({ poolId, name }) => [poolId, name],
})

/** That a user is in a group. */
export type Membership = {
  readonly poolId: string
  readonly group: string
  readonly userKey: string
  readonly since: number
}

export const memberships = collection<Membership>()({
  name: 'cognito-idp.memberships',
  key: ({ poolId, group, userKey }) => [poolId, group, userKey],
  indexes: { user: { key: ({ poolId, userKey, group }) => [poolId, userKey, group] } },
})

/** A password is never kept: its salt and verifier of SRP-6a are, in hexadecimal. */
export type Verifier = { readonly salt: string; readonly verifier: string }

export type Code = { readonly code: string; readonly expiresAt: number; readonly wrong: number }

export type UserStatus =
  | 'UNCONFIRMED'
  | 'CONFIRMED'
  | 'FORCE_CHANGE_PASSWORD'
  | 'RESET_REQUIRED'
  | 'EXTERNAL_PROVIDER'

export type Factor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP'

export type User = {
  readonly poolId: string
  /** The username as it is compared. */
  readonly key: string
  readonly username: string
  readonly sub: string
  /** Without `sub`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly enabled: boolean
  readonly status: UserStatus
  readonly password?: Verifier
  /** Of a temporary password: until when it counts. */
  readonly passwordUntil?: number
  /** Former passwords, the last first. */
  readonly formerPasswords: readonly Verifier[]
  /** Codes that were sent, by what they are for: `confirm`, `reset`, or the attribute that they verify. */
  readonly codes: Readonly<Record<string, Code>>
  /** When codes were sent lately. */
  readonly codesSentAt: readonly number[]
  /** Values that wait for their verification, by attribute. */
  readonly pending: Readonly<Record<string, string>>
  readonly totp?: { readonly secret: string; readonly name?: string; readonly lastStep: number }
  /** The secret of an authenticator that is not verified yet. */
  readonly askedTotp?: string
  readonly factors: readonly Factor[]
  readonly preferredFactor?: Factor
  readonly wrongPasswords: number
  readonly lockedUntil: number
  /** Tokens that were made before count no more. */
  readonly signedOutAt: number
  readonly createdAt: number
  readonly modifiedAt: number
}

export const users = collection<User>()({
  name: 'cognito-idp.users',
  key: ({ poolId, key }) => [poolId, key],
  indexes: { sub: { key: ({ poolId, sub }) => [poolId, sub], unique: true } },
})

/** Another name of a user. `value` is in small letters where the pool does not tell cases apart. */
export type Alias = {
  readonly poolId: string
  readonly attribute: string
  readonly value: string
  readonly userKey: string
}

export const aliases = collection<Alias>()({
  name: 'cognito-idp.aliases',
  key: ({ poolId, attribute, value }) => [poolId, attribute, value],
})

/** A sign-in on its way: what a client was asked, and what it will be judged by. */
export type Session = {
  readonly poolId: string
  readonly id: string
  readonly clientId: string
  readonly userKey: string
  readonly challenge: string
  readonly state: JsonObject
  readonly expiresAt: number
}

export const sessions = collection<Session>()({
  name: 'cognito-idp.sessions',
  key: ({ poolId, id }) => [poolId, id],
  indexes: { id: { key: ({ id }) => [id], unique: true } },
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** A sign-in that tokens were made for; its refresh tokens are kept as hashes. */
export type SignIn = {
  readonly poolId: string
  readonly userKey: string
  readonly id: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly authTime: number
  readonly nonce?: string
  readonly expiresAt: number
  /** SHA-256 of the refresh token that counts. */
  readonly refreshHash: string
  /** Of the one before, which counts a little longer after a rotation. */
  readonly former?: { readonly hash: string; readonly until: number }
}

export const signIns = collection<SignIn>()({
  name: 'cognito-idp.sign-ins',
  key: ({ poolId, userKey, id }) => [poolId, userKey, id],
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** What an authorization code stands for. */
export type Grant = {
  readonly poolId: string
  readonly code: string
  readonly clientId: string
  readonly userKey: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly authTime: number
  readonly nonce?: string
  readonly challenge?: { readonly method: string; readonly value: string }
  readonly expiresAt: number
}

export const grants = collection<Grant>()({
  name: 'cognito-idp.grants',
  key: ({ poolId, code }) => [poolId, code],
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** A browser that has signed in at a pool's pages. */
export type BrowserSession = {
  readonly poolId: string
  readonly id: string
  readonly userKey: string
  readonly authTime: number
  readonly expiresAt: number
}

export const browserSessions = collection<BrowserSession>()({
  name: 'cognito-idp.browser-sessions',
  key: ({ poolId, id }) => [poolId, id],
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** A message that AWS would have sent. */
export type Message = {
  readonly poolId: string
  readonly at: number
  /** In the order of messages of one instant. */
  readonly id: string
  readonly username: string
  readonly source: string
  readonly medium: 'EMAIL' | 'SMS'
  readonly destination: string
  readonly code?: string
  readonly temporaryPassword?: string
  readonly subject?: string
  readonly body: string
  readonly expiresAt: number
}

export const messages = collection<Message>()({
  name: 'cognito-idp.messages',
  key: ({ poolId, at, id }) => [poolId, at, id],
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** Pools whose records are removed, by and by. */
export const removalQueue: Key = ['cognito-idp.removals']
