/** The token, revocation and userInfo endpoints. Source: Developer Guide, "Token endpoint", "Revoke endpoint", "userInfo endpoint". */
import { createHash } from 'node:crypto'
import { AwsError } from '../../../../aws/aws-error.ts'
import { randomUuid } from '../../../../base/random.ts'
import type { Answer } from '../../../../http/index.ts'
import { atomic } from '../../../../store/index.ts'
import { grantedScopes, readClientClaim, scopesShow } from '../../domain/oauth.ts'
import { tokenSeconds } from '../../domain/validity.ts'
import { issuerOf, textsOf } from '../../pools.ts'
import { type Client, type Grant, grants, users } from '../../records.ts'
import { sameText } from '../../same-text.ts'
import { isClientSecret } from '../../secret-hash.ts'
import { accessOf } from '../../sign-in/access.ts'
import { issueTokens, keepSignIn, newSignIn, ownScope } from '../../sign-in/issuing.ts'
import { exchange, findSignIn, revoke } from '../../sign-in/refreshing.ts'
import { isShort } from '../../sign-in/sessions.ts'
import { keysOf } from '../../signing-keys.ts'
import { writeToken } from '../../tokens.ts'
import { jsonAnswer, oauthError } from './answers.ts'
import { findClient, type OAuthRequest } from './request.ts'

/** `POST /oauth2/token`. */
export async function answerToken(asked: OAuthRequest): Promise<Answer> {
  const { form } = asked
  const client = await clientOf(asked)
  if (!client) return oauthError('invalid_client')
  try {
    switch (form.get('grant_type')) {
      case 'client_credentials':
        return await byClient(asked, client)
      case 'authorization_code':
        return await byCode(asked, client)
      case 'refresh_token':
        return await byRefreshToken(asked, client)
      case null:
        return oauthError('invalid_request')
      default:
        return oauthError('unsupported_grant_type')
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return oauthError('invalid_grant')
  }
}

/** The client that a request proves to be. */
async function clientOf({ context, pool, head, form }: OAuthRequest): Promise<Client | undefined> {
  const decode = (base64: string) => Buffer.from(base64, 'base64').toString('utf8')
  const own = { clientId: form.get('client_id'), secret: form.get('client_secret') }
  const claim = readClientClaim(head.headers.authorization, own, decode)
  const client = claim && (await findClient(context, pool, claim.clientId))
  return client && isClientSecret(client, claim.secret) ? client : undefined
}

async function byClient({ context, pool, form }: OAuthRequest, client: Client): Promise<Answer> {
  if (!textsOf(client.settings, 'AllowedOAuthFlows').includes('client_credentials'))
    return oauthError('unauthorized_client')
  const scopes = grantedScopes(client.settings, form.get('scope'), 'client')
  if (scopes === undefined || scopes.length === 0) return oauthError('invalid_scope')
  const { access: seconds } = tokenSeconds(client.settings as object)
  const now = Math.floor(context.now / 1000)
  const { access } = await keysOf(context, pool.id)
  const token = writeToken(access, {
    sub: client.id,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: now,
    iss: issuerOf(pool),
    exp: now + seconds,
    iat: now,
    version: 2,
    jti: randomUuid(context.random),
    client_id: client.id,
  })
  return jsonAnswer(200, { access_token: token, expires_in: seconds, token_type: 'Bearer' })
}

async function byCode(asked: OAuthRequest, client: Client): Promise<Answer> {
  const { context, pool, form } = asked
  const code = form.get('code')
  const stored = isShort(code) ? await grants.get(context.store, [pool.id, code]) : undefined
  const grant = stored?.value
  if (!stored || !grant || grant.expiresAt <= context.now) return oauthError('invalid_grant')
  if (grant.clientId !== client.id || grant.redirectUri !== form.get('redirect_uri'))
    return oauthError('invalid_grant')
  if (!provesChallenge(grant, form.get('code_verifier'))) return oauthError('invalid_grant')
  const user = (await users.get(context.store, [pool.id, grant.userKey]))?.value
  if (!user?.enabled) return oauthError('invalid_grant')
  const { signIn, refreshToken } = newSignIn(context, user, client, grant)
  const commit = atomic(context.store)
  grants.remove(commit, stored)
  // A code counts once: of two requests at once one is refused.
  if (!(await commit.commit()).ok) return oauthError('invalid_grant')
  const issue = { pool, client, user, signIn, source: 'TokenGeneration_HostedAuth', hosted: true }
  const tokens = await issueTokens(context, issue)
  await keepSignIn(context, signIn)
  return tokenAnswer(tokens, signIn.scopes, refreshToken)
}

function tokenAnswer(
  { IdToken, AccessToken, ExpiresIn }: { IdToken: string; AccessToken: string; ExpiresIn: number },
  scopes: readonly string[],
  refreshToken?: string,
): Answer {
  return jsonAnswer(200, {
    ...(scopes.includes('openid') || scopes.includes(ownScope) ? { id_token: IdToken } : {}),
    access_token: AccessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    expires_in: ExpiresIn,
    token_type: 'Bearer',
  })
}

/** Source: RFC 7636, section 4.6. */
function provesChallenge({ challenge }: Grant, verifier: string | null): boolean {
  if (!challenge) return true
  if (verifier === null) return false
  return sameText(createHash('sha256').update(verifier, 'ascii').digest('base64url'), challenge.value)
}

async function byRefreshToken(asked: OAuthRequest, client: Client): Promise<Answer> {
  const { context, pool, form } = asked
  const token = form.get('refresh_token')
  if (token === null) return oauthError('invalid_request')
  const { signIn } = await findSignIn(context, client, token)
  const request = { context, pool, client, isAdmin: false }
  const { RefreshToken, ...tokens } = await exchange(request, token, client.secrets[0]?.value)
  return tokenAnswer(tokens, signIn.value.scopes, RefreshToken)
}

/** `POST /oauth2/revoke`. */
export async function answerRevoke(asked: OAuthRequest): Promise<Answer> {
  const client = await clientOf(asked)
  if (!client) return oauthError('invalid_client')
  const token = asked.form.get('token')
  if (token === null) return oauthError('invalid_request')
  try {
    await revoke(asked.context, client, token)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return oauthError(
      error.code === 'UnsupportedTokenTypeException' ? 'unsupported_token_type' : 'invalid_request',
    )
  }
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: '' }
}

/** `GET /oauth2/userInfo`: what the scopes of an access token let its holder see; all of it texts. */
export async function answerUserInfo({ context, pool, head }: OAuthRequest): Promise<Answer> {
  const token = /^bearer\s+(\S+)$/i.exec(head.headers.authorization ?? '')?.[1]
  try {
    const access = await accessOf(context, token, 'openid')
    if (access.pool.id !== pool.id) return invalidToken()
    const { user, scopes } = access
    const shown = Object.entries(user.value.attributes).filter(([name]) => scopesShow(scopes, name))
    return jsonAnswer(200, {
      sub: user.value.sub,
      ...Object.fromEntries(shown),
      username: user.value.username,
    })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return invalidToken()
  }
}

function invalidToken(): Answer {
  const words = 'Access token is expired, disabled, or deleted, or the user has globally signed out.'
  const answer = jsonAnswer(401, { error: 'invalid_token', error_description: words })
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'WWW-Authenticate': `error="invalid_token", error_description="${words}"`,
    },
  }
}
