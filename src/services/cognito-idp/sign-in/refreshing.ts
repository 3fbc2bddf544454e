/** Fresh tokens for a refresh token. Source: Developer Guide, "Refresh tokens"; API Reference, GetTokensFromRefreshToken. */
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, notAuthorized } from '../errors.ts'
import { type Client, type SignIn, signIns, type User, users } from '../records.ts'
import { isClientSecret, secretHash } from '../secret-hash.ts'
import { objectOf } from '../views.ts'
import { hashOf, issueTokens, readRefreshToken, writeRefreshToken } from './issuing.ts'
import { type Given, need, type SignInAnswer, type SignInRequest } from './request.ts'

/** REFRESH_TOKEN_AUTH: its answer has no refresh token. */
export async function refresh(request: SignInRequest, given: Given): Promise<SignInAnswer> {
  const { context, pool, client, clientMetadata } = request
  const token = need(given, 'REFRESH_TOKEN')
  requireSecretHash(client, given)
  const { signIn, user } = await findSignIn(context, client, token)
  checkHashOfUser(client, user, given)
  const source = 'TokenGeneration_RefreshTokens'
  const tokens = await issueTokens(context, {
    pool,
    client,
    user,
    signIn: signIn.value,
    source,
    clientMetadata,
  })
  return {
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: tokens.AccessToken,
      ExpiresIn: tokens.ExpiresIn,
      TokenType: 'Bearer',
      IdToken: tokens.IdToken,
    },
  }
}

/** Clients make the hash of any of a user's names here: none stands in the request. */
function checkHashOfUser(client: Client, user: User, given: Given): void {
  if (client.secrets.length === 0) return
  const names = [user.username, user.sub, ...Object.values(user.attributes)]
  const isRight = client.secrets.some(({ value }) =>
    names.some((name) => secretHash(value, name, client.id) === given.SECRET_HASH),
  )
  if (!isRight) throw notAuthorized(`Unable to verify secret hash for client ${client.id}`)
}

function requireSecretHash(client: Client, given: Given): void {
  if (client.secrets.length === 0) return
  if (given.SECRET_HASH === undefined || given.SECRET_HASH === '')
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`)
}

/** GetTokensFromRefreshToken: where the client rotates, with another refresh token, and the old one counts a little longer. */
export async function exchange(request: SignInRequest, token: string, secret: string | undefined) {
  const { context, pool, client, clientMetadata } = request
  if (!isClientSecret(client, secret))
    throw notAuthorized(`Unable to verify secret hash for client ${client.id}`)
  const rotation = objectOf(client.settings, 'RefreshTokenRotation')
  const rotates = rotation.Feature === 'ENABLED'
  const graceMs = Number(rotation.RetryGracePeriodSeconds ?? 0) * 1000
  const { signIn, user } = await findSignIn(context, client, token)
  const source = 'TokenGeneration_RefreshTokens'
  const issue = { pool, client, user, signIn: signIn.value, source, clientMetadata }
  const tokens = await issueTokens(context, issue)
  const next = rotates ? await rotate(context, client, token, graceMs) : undefined
  return { ...tokens, TokenType: 'Bearer', ...(next === undefined ? {} : { RefreshToken: next }) }
}

async function rotate(
  context: OperationContext,
  client: Client,
  token: string,
  graceMs: number,
): Promise<string> {
  return change(context, async (commit) => {
    const { signIn } = await findSignIn(context, client, token)
    const { value } = signIn
    const next = writeRefreshToken(context, value)
    signIns.put(
      commit,
      {
        ...value,
        refreshHash: hashOf(next),
        former: { hash: hashOf(token), until: context.now + graceMs },
      },
      signIn,
    )
    return next
  })
}

/** The sign-in and the user of a refresh token. Fails with NotAuthorizedException, RefreshTokenReuseException. */
export async function findSignIn(
  context: Pick<OperationContext, 'store' | 'now'>,
  client: Client,
  token: string,
): Promise<{ readonly signIn: Stored<SignIn>; readonly user: User }> {
  const facts = readRefreshToken(token)
  if (!facts || facts.poolId !== client.poolId) throw notAuthorized('Invalid Refresh Token')
  if (facts.expiresAt <= context.now) throw notAuthorized('Refresh Token has expired')
  const user = (await users.get(context.store, [facts.poolId, facts.userKey]))?.value
  const signIn = await signIns.get(context.store, [facts.poolId, facts.userKey, facts.id])
  if (!signIn || !user) throw notAuthorized('Refresh Token has been revoked')
  const { refreshHash, former, clientId } = signIn.value
  if (clientId !== client.id) throw notAuthorized('Invalid Refresh Token')
  const hash = hashOf(token)
  if (hash !== refreshHash) {
    if (former?.hash !== hash) throw notAuthorized('Invalid Refresh Token')
    // UNVERIFIED: the words.
    if (former.until <= context.now)
      throw new AwsError('RefreshTokenReuseException', 'Refresh token has already been used.')
  }
  if (!user.enabled) throw notAuthorized('User is disabled.')
  return { signIn, user }
}

/** RevokeToken: ends the sign-in behind a refresh token; one that is over is over. */
export async function revoke(context: OperationContext, client: Client, token: string): Promise<void> {
  const facts = readRefreshToken(token)
  if (!facts)
    throw /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)
      ? new AwsError('UnsupportedTokenTypeException', 'Unsupported token type')
      : invalidParameter('Invalid Refresh Token')
  if (client.settings.EnableTokenRevocation === false)
    throw new AwsError('UnsupportedOperationException', 'Token revocation is not enabled for the client.')
  await change(context, async (commit) => {
    const signIn = await signIns.get(context.store, [facts.poolId, facts.userKey, facts.id])
    if (!signIn || signIn.value.clientId !== client.id) return
    if (signIn.value.refreshHash === hashOf(token)) signIns.remove(commit, signIn)
  })
}
