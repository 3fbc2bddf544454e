import type { Credentials } from '@aws-sdk/client-sts'
import { makeAccessKeyId } from '../../aws/access-key-id.ts'
import type { AccountId } from '../../aws/identifiers.ts'
import type { Principal } from '../../aws/principal.ts'
import { invariant } from '../../base/invariant.ts'
import { randomText } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { sessionTokenBytes } from './limits.ts'
import { type CallSource, type Session, type SessionPrincipal, sessions } from './records.ts'

/** What a new session is. */
export interface NewSession {
  readonly accountId: AccountId
  /** Its key and its end are added. */
  readonly principal: Omit<Principal, 'accessKeyId' | 'expiresAt'>
  /** Of a service: the resource that it acts for. */
  readonly source?: CallSource | undefined
  readonly durationSeconds: number
  readonly transitiveTagKeys?: readonly string[]
  /** The least length of the token. Unit: characters. */
  readonly leastTokenLength?: number | undefined
}

const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Makes temporary credentials and keeps them; requests signed with them are known from now on. */
export async function openSession(
  { store, random, now }: OperationContext,
  { accountId, principal, source, durationSeconds, transitiveTagKeys = [], leastTokenLength = 0 }: NewSession,
): Promise<Credentials> {
  const accessKeyId = makeAccessKeyId('ASIA', accountId, random)
  const secretAccessKey = randomText(random, secretAlphabet, 40)
  const tokenBytes = Math.max(sessionTokenBytes, Math.ceil((leastTokenLength * 3) / 4))
  const sessionToken = Buffer.from(random.bytes(tokenBytes)).toString('base64')
  // Expirations are whole seconds, as AWS tells them.
  const expiresAt = now - (now % 1000) + durationSeconds * 1000
  const session: Session = {
    accountId,
    accessKeyId,
    secretAccessKey,
    sessionToken,
    principal: { ...principal, accessKeyId, expiresAt } satisfies Principal as SessionPrincipal,
    ...(source === undefined ? {} : { source: { ...source } }),
    transitiveTagKeys,
    issuedAt: now,
    expiresAt,
  }
  const commit = atomic(store)
  sessions.put(commit, session, undefined)
  // The only condition is that 39 random bits are new.
  invariant((await commit.commit()).ok, 'A new temporary key is not taken')
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiresAt),
  }
}

/** The session whose credentials sign this request, if they are temporary. */
export async function callersSession({ store, principal }: OperationContext): Promise<Session | undefined> {
  const { accountId, accessKeyId } = principal
  if (!accessKeyId?.startsWith('ASIA')) return undefined
  return (await sessions.get(store, [accountId, accessKeyId]))?.value
}
