/** The beginnings of a sign-in, one for each flow. Source: API Reference, InitiateAuth, AdminInitiateAuth. */
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { allowsFlow } from '../domain/client-settings.ts'
import { invalidParameter, notConfirmed, noUser, wrongPassword } from '../errors.ts'
import type { User } from '../records.ts'
import { checkSecretHash } from '../secret-hash.ts'
import { eventAttributes, runTrigger } from '../triggers.ts'
import { findUser } from '../users.ts'
import { afterPassword, checkUsable } from './after-password.ts'
import { nextStep } from './custom.ts'
import { migrateUser } from './migration.ts'
import { checkPassword } from './passwords.ts'
import { refresh } from './refreshing.ts'
import { type Given, hidesUsers, need, type SignInAnswer, type SignInRequest } from './request.ts'
import { askProof } from './srp-exchange.ts'
import { chooseFactor } from './user-choice.ts'

/** Begins a sign-in. Fails with the errors of InitiateAuth. */
export async function beginSignIn(
  request: SignInRequest,
  flow: string | undefined,
  given: Given,
): Promise<SignInAnswer> {
  switch (flow) {
    case 'USER_PASSWORD_AUTH':
      requireFlow(request, flow, 'USER_PASSWORD_AUTH flow not enabled for this client')
      return byPassword(request, given)
    case 'ADMIN_NO_SRP_AUTH':
    case 'ADMIN_USER_PASSWORD_AUTH':
      if (!request.isAdmin) throw invalidParameter('Initiate Auth method not supported.')
      requireFlow(request, 'ADMIN_USER_PASSWORD_AUTH', 'Auth flow not enabled for this client')
      return byPassword(request, given)
    case 'USER_SRP_AUTH':
      requireFlow(request, flow, 'USER_SRP_AUTH is not enabled for the client.')
      return byProof(request, given)
    case 'CUSTOM_AUTH':
      requireFlow(request, flow, 'CUSTOM_AUTH is not enabled for the client.')
      return byOwnChallenges(request, given)
    case 'USER_AUTH':
      requireFlow(request, flow, 'USER_AUTH is not enabled for the client.')
      return byChoice(request, given)
    case 'REFRESH_TOKEN':
    case 'REFRESH_TOKEN_AUTH':
      requireFlow(request, 'REFRESH_TOKEN_AUTH', 'Auth flow not enabled for this client')
      return refresh(request, given)
    default:
      throw invalidParameter('Initiate Auth method not supported.')
  }
}

function requireFlow({ client }: SignInRequest, flow: string, words: string): void {
  if (!allowsFlow(client.settings, flow)) throw invalidParameter(words)
}

/** Source: what users of AWS have seen of functions that fail. */
async function migrated(
  request: SignInRequest,
  username: string,
  password: string,
): Promise<User | undefined> {
  const { context, pool, client, validationData } = request
  try {
    return await migrateUser({ context, pool, client, username, password, validationData })
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'UserLambdaValidationException') throw error
    throw hidesUsers(client) ? wrongPassword() : noUser(`Exception migrating user in app client ${client.id}`)
  }
}

/** Who a request names, the pool's function having been asked whether that one may sign in. */
async function whoSignsIn(request: SignInRequest, given: Given, password?: string) {
  const { context, pool, client } = request
  const username = need(given, 'USERNAME')
  if (!request.hosted) checkSecretHash(client, username, given.SECRET_HASH)
  const found = (await findUser(context, pool, username))?.value
  const user = found ?? (password === undefined ? undefined : await migrated(request, username, password))
  if (!user && !hidesUsers(client)) throw noUser()
  await runTrigger(context, pool, 'PreAuthentication', {
    source: 'PreAuthentication_Authentication',
    userName: user?.username ?? username,
    clientId: client.id,
    request: preAuthentication(request, user),
    response: {},
  })
  if (user) checkUsable(user)
  return { user, username }
}

function preAuthentication({ pool, validationData }: SignInRequest, user: User | undefined): JsonObject {
  return {
    userAttributes: user ? eventAttributes(pool, user) : {},
    validationData: validationData === undefined ? null : { ...validationData },
    ...(user ? {} : { userNotFound: true }),
  }
}

/** Signs in with a name and a password. */
export async function byPassword(request: SignInRequest, given: Given): Promise<SignInAnswer> {
  const password = need(given, 'PASSWORD')
  const { user } = await whoSignsIn(request, given, password)
  if (!user) throw wrongPassword()
  return afterPassword(request, await checkPassword(request.context, request.pool, user, password))
}

async function byProof(request: SignInRequest, given: Given): Promise<SignInAnswer> {
  const { user, username } = await whoSignsIn(request, given)
  return askProof(request, user, given, username)
}

async function byOwnChallenges(request: SignInRequest, given: Given): Promise<SignInAnswer> {
  const { user, username } = await whoSignsIn(request, given)
  if (user?.status === 'UNCONFIRMED') throw notConfirmed()
  const answered =
    given.CHALLENGE_NAME === 'SRP_A'
      ? [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }]
      : []
  return nextStep(request, { user, username, answered, given })
}

async function byChoice(request: SignInRequest, given: Given): Promise<SignInAnswer> {
  const { user, username } = await whoSignsIn(request, given)
  return chooseFactor(request, user, username, given)
}
