/** Answers to challenges. Source: API Reference, RespondToAuthChallenge, AdminRespondToAuthChallenge. */

import type { Stored } from '../../../store/index.ts'
import { checkAttributes } from '../domain/attribute-values.ts'
import { attributesOf } from '../domain/client-settings.ts'
import { invalidParameter, notAuthorized, wrongPassword } from '../errors.ts'
import { failInvalid } from '../pools.ts'
import { type Factor, type Session, type User, users } from '../records.ts'
import { checkSecretHash } from '../secret-hash.ts'
import { changeUser, userKey } from '../users.ts'
import { afterPassword, checkUsable } from './after-password.ts'
import { complete } from './completing.ts'
import { type Answered, answerCustom, nextStep } from './custom.ts'
import { askFactor, askSecondFactor, checkAuthenticator, checkSentCode, offeredFactors } from './factors.ts'
import { withPassword } from './passwords.ts'
import { type Given, need, type SignInAnswer, type SignInRequest } from './request.ts'
import { endSession, findSession } from './sessions.ts'
import { checkProof, findExchange } from './srp-exchange.ts'
import { takeFactor } from './user-choice.ts'

/** Answers a challenge. Fails with the errors of RespondToAuthChallenge. */
export async function respond(
  request: SignInRequest,
  name: string | undefined,
  session: string | undefined,
  given: Given,
): Promise<SignInAnswer> {
  const { client } = request
  const username = need(given, 'USERNAME')
  if (!request.hosted) checkSecretHash(client, username, given.SECRET_HASH)
  if (name === 'PASSWORD_VERIFIER') return answerProof(request, given)
  if (session === undefined || session === '') throw invalidParameter('Missing required parameter Session')
  const stored = await findSession(request, session, name ?? '')
  const user = await userOf(request, stored, username)
  if (name === 'CUSTOM_CHALLENGE') return answerCustom(request, stored, user, given)
  if (name === 'SELECT_CHALLENGE' || name === 'PASSWORD') {
    await endSession(request, stored)
    const choice = name === 'PASSWORD' ? name : need(given, 'ANSWER')
    const asked = choice === 'PASSWORD' ? { ...given, PASSWORD: need(given, 'PASSWORD') } : given
    return takeFactor(request, user, String(stored.value.state.username), choice, asked)
  }
  if (!user) throw wrongPassword()
  return answerOf(request, name, stored, user, given)
}

async function answerOf(
  request: SignInRequest,
  name: string | undefined,
  stored: Stored<Session>,
  user: User,
  given: Given,
): Promise<SignInAnswer> {
  switch (name) {
    case 'NEW_PASSWORD_REQUIRED':
      return answerNewPassword(request, stored, user, given)
    case 'SOFTWARE_TOKEN_MFA':
      await checkAuthenticator(request, stored, user, need(given, 'SOFTWARE_TOKEN_MFA_CODE'))
      return finish(request, stored, user)
    case 'SMS_MFA':
    case 'SMS_OTP':
    case 'EMAIL_OTP':
      await checkSentCode(request, stored, need(given, `${name}_CODE`))
      return finish(request, stored, user)
    case 'SELECT_MFA_TYPE': {
      const answer = need(given, 'ANSWER')
      if (!offeredFactors(request.pool).some((factor) => factor === answer))
        throw invalidParameter('Invalid MFA type selected.')
      await endSession(request, stored)
      return askFactor(request, user, answer as Factor)
    }
    case 'MFA_SETUP':
      return answerSetup(request, stored, user)
    default:
      throw invalidParameter(`Challenge ${name} is not supported.`)
  }
}

/** Codes as the first factor are followed by nothing: a user who has them needs no second one. */
async function finish(request: SignInRequest, stored: Stored<Session>, user: User): Promise<SignInAnswer> {
  await endSession(request, stored)
  return complete(request, user, String(stored.value.state.source ?? 'TokenGeneration_Authentication'))
}

/** The user of a challenge, whom the answer must name. */
async function userOf(
  { context, pool }: SignInRequest,
  { value: { userKey: key } }: Stored<Session>,
  username: string,
): Promise<User | undefined> {
  if (key === '') return undefined
  const user = (await users.get(context.store, [pool.id, key]))?.value
  if (!user) throw notAuthorized('Invalid session for the user.')
  const names = [user.key, user.sub, ...Object.values(user.attributes).map((value) => userKey(pool, value))]
  if (!names.includes(userKey(pool, username))) throw notAuthorized('Invalid session for the user.')
  checkUsable(user)
  return user
}

async function answerProof(request: SignInRequest, given: Given): Promise<SignInAnswer> {
  const stored = await findExchange(request, given)
  const username = need(given, 'USERNAME')
  const user = await userOf(request, stored, username)
  const { custom, answered } = stored.value.state
  const proved = await checkProof(request, stored, user, given)
  if (custom !== true) return afterPassword(request, proved)
  const step = { challengeName: 'PASSWORD_VERIFIER', challengeResult: true, challengeMetadata: null }
  const before = (answered ?? []) as unknown as readonly Answered[]
  return nextStep(request, { user: proved, username, answered: [...before, step], given })
}

async function answerNewPassword(
  request: SignInRequest,
  stored: Stored<Session>,
  user: User,
  given: Given,
): Promise<SignInAnswer> {
  const { context, pool, client } = request
  const password = need(given, 'NEW_PASSWORD')
  const prefix = 'userAttributes.'
  const own = Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
  const writable = attributesOf(client.settings, 'WriteAttributes')
  if (Object.keys(own).some((name) => /_verified$/.test(name) || !(writable?.has(name) ?? true)))
    throw notAuthorized('A client attempted to write unauthorized attribute')
  const attributes = { ...user.attributes, ...own }
  checkAttributes(own, { schema: pool.schema, creating: false, fail: failInvalid })
  checkAttributes(attributes, { schema: pool.schema, creating: true, fail: failInvalid })
  const next = withPassword(context, pool, user, password)
  await endSession(request, stored)
  const changed = await changeUser(context, pool, user.username, (current) => {
    const { passwordUntil: _until, ...others } = current
    const { password: verifier, formerPasswords } = next
    return {
      ...others,
      ...(verifier ? { password: verifier } : {}),
      formerPasswords,
      attributes,
      status: 'CONFIRMED',
    }
  })
  return askSecondFactor(request, changed, 'TokenGeneration_NewPasswordChallenge')
}

/** The factor that was set up in this challenge has been proved by VerifySoftwareToken. */
async function answerSetup(
  request: SignInRequest,
  stored: Stored<Session>,
  user: User,
): Promise<SignInAnswer> {
  if (stored.value.state.verified !== true) throw notAuthorized('Invalid session for the user.')
  return finish(request, stored, user)
}
