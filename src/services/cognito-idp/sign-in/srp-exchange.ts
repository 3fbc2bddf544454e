/** The exchange of USER_SRP_AUTH: the server's numbers go out with PASSWORD_VERIFIER, the client's proof comes back. */
import { createHmac } from 'node:crypto'
import type { JsonObject } from '../../../base/json.ts'
import type { Stored } from '../../../store/index.ts'
import { invalidParameter, wrongPassword } from '../errors.ts'
import type { Session, User, Verifier } from '../records.ts'
import { keysOf } from '../signing-keys.ts'
import { beginExchange, isClientNumber, isProof, makeVerifier } from '../srp.ts'
import { checkLockout, countWrongPassword, forgetWrongPasswords, poolName } from './passwords.ts'
import { type Given, need, type SignInAnswer, type SignInRequest } from './request.ts'
import { endSession, findSession, keepSession } from './sessions.ts'

/** Puts PASSWORD_VERIFIER. For a user whom the client must not know to be missing, with numbers of nobody. */
export async function askProof(
  request: SignInRequest,
  user: User | undefined,
  given: Given,
  username: string,
  state: JsonObject = {},
): Promise<SignInAnswer> {
  const { context } = request
  const clientShown = need(given, 'SRP_A')
  if (!isClientNumber(clientShown)) throw invalidParameter('Invalid SRP_A value')
  const verifier = user?.password ?? (await nobodysVerifier(request, username))
  const server = beginExchange(context.random, verifier)
  const session = await keepSession(request, {
    name: 'PASSWORD_VERIFIER',
    userKey: user?.key ?? '',
    state: { ...state, clientShown, server: { ...server }, verifier: { ...verifier } },
  })
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    Session: session.id,
    ChallengeParameters: {
      SALT: verifier.salt,
      SECRET_BLOCK: secretBlock(session.id),
      SRP_B: server.shown,
      USERNAME: user?.username ?? username,
      USER_ID_FOR_SRP: user?.username ?? username,
    },
  }
}

/** The same salt each time, as a user who is there has. */
async function nobodysVerifier({ context, pool }: SignInRequest, username: string): Promise<Verifier> {
  const { id } = await keysOf(context, pool.id)
  const bytes = createHmac('sha256', id.privateKey).update(username, 'utf8').digest()
  return makeVerifier({ bytes: (count) => bytes.subarray(0, count) }, poolName(pool), username, id.kid)
}

/** Clients show it again as it is: the challenge is found by it, for not every client keeps the session. */
function secretBlock(sessionId: string): string {
  return Buffer.from(sessionId, 'base64url').toString('base64')
}

/** The challenge that a proof answers. */
export function findExchange(request: SignInRequest, given: Given): Promise<Stored<Session>> {
  const block = need(given, 'PASSWORD_CLAIM_SECRET_BLOCK')
  return findSession(request, Buffer.from(block, 'base64').toString('base64url'), 'PASSWORD_VERIFIER')
}

/** Checks a proof, and ends the challenge. Fails with NotAuthorizedException; a wrong proof counts as a wrong password. */
export async function checkProof(
  request: SignInRequest,
  stored: Stored<Session>,
  user: User | undefined,
  given: Given,
): Promise<User> {
  const { context, pool } = request
  const signature = need(given, 'PASSWORD_CLAIM_SIGNATURE')
  const timestamp = need(given, 'TIMESTAMP')
  const block = need(given, 'PASSWORD_CLAIM_SECRET_BLOCK')
  const { clientShown, server, verifier } = stored.value.state as object as {
    readonly clientShown: string
    readonly server: { readonly secret: string; readonly shown: string }
    readonly verifier: Verifier
  }
  await endSession(request, stored)
  if (user) checkLockout(context, user)
  const proved = isProof(verifier, server, {
    poolName: poolName(pool),
    userId: user?.username ?? '',
    clientShown,
    secretBlock: Buffer.from(block, 'base64'),
    timestamp,
    signature,
  })
  // A password that was changed meanwhile counts no more.
  if (user && proved && user.password?.verifier === verifier.verifier)
    return forgetWrongPasswords(context, pool, user)
  if (user) await countWrongPassword(context, pool, user)
  throw wrongPassword()
}
