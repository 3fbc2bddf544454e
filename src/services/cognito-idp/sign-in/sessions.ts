/** Challenges: what a client is asked next, kept until it answers. Each can be answered well once, and for a few minutes. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { JsonObject } from '../../../base/json.ts'
import { atomic, type Stored } from '../../../store/index.ts'
import { notAuthorized } from '../errors.ts'
import { sessionMinutesDefault, shownCharactersMax } from '../limits.ts'
import { type Session, sessions } from '../records.ts'
import type { SignInAnswer, SignInRequest } from './request.ts'

/** Unit: bytes. */
const idBytes = 48

/** A challenge to be put. */
export interface Challenge {
  readonly name: Api.ChallengeNameType
  /** Empty where nobody of that name exists and the client must not see it. */
  readonly userKey: string
  readonly parameters: Readonly<Record<string, string>>
  readonly state?: JsonObject
}

/** Keeps a challenge and answers it. */
export async function putChallenge(request: SignInRequest, challenge: Challenge): Promise<SignInAnswer> {
  const session = await keepSession(request, challenge)
  return {
    ChallengeName: challenge.name,
    Session: session.id,
    ChallengeParameters: { ...challenge.parameters },
  }
}

/** Keeps a challenge; its id is what the client shows again. */
export async function keepSession(
  { context, pool, client }: SignInRequest,
  { name, userKey, state = {} }: Omit<Challenge, 'parameters'>,
): Promise<Session> {
  const minutes = Number(client.settings.AuthSessionValidity ?? sessionMinutesDefault)
  const session: Session = {
    poolId: pool.id,
    id: Buffer.from(context.random.bytes(idBytes)).toString('base64url'),
    clientId: client.id,
    userKey,
    challenge: name,
    state,
    expiresAt: context.now + minutes * 60_000,
  }
  const commit = atomic(context.store)
  sessions.put(commit, session, undefined)
  await commit.commit()
  return session
}

/** Whether a text may be one that was made here; others are not even looked for. */
export function isShort(text: string | null | undefined): text is string {
  return typeof text === 'string' && text.length > 0 && text.length <= shownCharactersMax
}

/** A challenge that was put to this client and waits. Fails with NotAuthorizedException. */
export async function findSession(
  { context, pool, client }: Pick<SignInRequest, 'context' | 'pool' | 'client'>,
  id: string | undefined,
  challenge: string,
): Promise<Stored<Session>> {
  const stored = isShort(id) ? await sessions.get(context.store, [pool.id, id]) : undefined
  if (!stored || stored.value.clientId !== client.id) throw notAuthorized('Invalid session for the user.')
  if (stored.value.expiresAt <= context.now)
    throw notAuthorized('Invalid session for the user, session is expired.')
  if (stored.value.challenge !== challenge) throw notAuthorized('Invalid session for the user.')
  return stored
}

/** Ends a challenge that was answered. Of two answers at once one is refused with NotAuthorizedException. */
export async function endSession(
  { context }: Pick<SignInRequest, 'context'>,
  stored: Stored<Session>,
): Promise<void> {
  const commit = atomic(context.store)
  sessions.remove(commit, stored)
  const result = await commit.commit()
  if (!result.ok) throw notAuthorized('Invalid session for the user, session can only be used once.')
}
