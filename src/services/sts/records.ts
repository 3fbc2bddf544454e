import type { AccountId } from '../../aws/identifiers.ts'
import type { Principal } from '../../aws/principal.ts'
import { collection } from '../../store/index.ts'
import { expiredSessionKeptMs } from './limits.ts'

/** What a session's owner is, in JSON. */
export type SessionPrincipal = { readonly [Member in keyof Principal]: Principal[Member] }

/** A resource that a service acts for. */
export type CallSource = { readonly arn: string; readonly accountId: AccountId }

/**
 * A set of temporary credentials. The token is kept as it is: it must come along exactly. Instants are milliseconds
 * since the epoch.
 */
export type Session = {
  readonly accountId: AccountId
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly principal: SessionPrincipal
  /** Of a service: the resource that it acts for. */
  readonly source?: CallSource
  /** Keys of those session tags that go on to the roles that this session assumes. */
  readonly transitiveTagKeys: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
}

export const sessions = collection<Session>()({
  name: 'sts.sessions',
  key: ({ accountId, accessKeyId }) => [accountId, accessKeyId],
  expiresAt: ({ expiresAt }) => expiresAt + expiredSessionKeptMs,
})
