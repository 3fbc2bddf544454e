/** The authorization and logout endpoints. Source: Developer Guide, "Authorize endpoint", "Logout endpoint". */
import type { Answer } from '../../../../http/index.ts'
import { atomic, type Stored } from '../../../../store/index.ts'
import { grantedScopes, withParameters } from '../../domain/oauth.ts'
import { authorizationCodeMs, browserSessionMs } from '../../limits.ts'
import { textsOf } from '../../pools.ts'
import {
  type BrowserSession,
  browserSessions,
  type Client,
  type Grant,
  grants,
  type User,
  users,
} from '../../records.ts'
import { issueTokens, keepSignIn, newSignIn } from '../../sign-in/issuing.ts'
import { isShort } from '../../sign-in/sessions.ts'
import { redirect } from './answers.ts'
import { clearedCookie, cookieOf, sessionCookie, setCookie } from './cookies.ts'
import { findClient, type OAuthRequest } from './request.ts'

/** A request for authorization that is in order. */
export interface Authorization {
  readonly client: Client
  readonly redirectUri: string
  readonly responseType: 'code' | 'token'
  readonly scopes: readonly string[]
  readonly state?: string
  readonly nonce?: string
  readonly challenge?: { readonly method: string; readonly value: string }
}

/** What a request asks, or the answer that refuses it. Nobody is sent back to an address that the client does not have. */
export async function readAuthorization({
  context,
  pool,
  address,
  query,
}: OAuthRequest): Promise<Authorization | { readonly refusal: Answer }> {
  const clientId = query.get('client_id') ?? ''
  const client = await findClient(context, pool, clientId)
  const failed = (error: string) => ({
    refusal: redirect(withParameters(`${address.base}/error`, { error, client_id: clientId })),
  })
  if (!client) return failed('invalid_client')
  const { settings } = client
  const redirectUri = query.get('redirect_uri') ?? String(settings.DefaultRedirectURI ?? '')
  if (!textsOf(settings, 'CallbackURLs').includes(redirectUri)) return failed('redirect_mismatch')
  const state = query.get('state') ?? undefined
  const back = (error: string, words?: string) => ({
    refusal: redirect(withParameters(redirectUri, { error, error_description: words, state })),
  })
  const responseType = query.get('response_type')
  if (responseType !== 'code' && responseType !== 'token')
    return back('invalid_request', 'unsupported response_type')
  const flow = responseType === 'code' ? 'code' : 'implicit'
  const enabled = settings.AllowedOAuthFlowsUserPoolClient === true
  if (!enabled || !textsOf(settings, 'AllowedOAuthFlows').includes(flow)) return back('unauthorized_client')
  const scopes = grantedScopes(settings, query.get('scope'), 'user')
  if (!scopes) return back('invalid_scope')
  const value = query.get('code_challenge')
  const method = query.get('code_challenge_method')
  if ((value !== null || method !== null) && (method !== 'S256' || value === null))
    return back('invalid_request', 'code_challenge_method must be S256')
  const nonce = query.get('nonce')
  return {
    client,
    redirectUri,
    responseType,
    scopes,
    ...(state === undefined ? {} : { state }),
    ...(nonce === null ? {} : { nonce }),
    ...(value === null || method === null ? {} : { challenge: { method, value } }),
  }
}

/** `GET /oauth2/authorize`: who is signed in goes back at once, everybody else to the sign-in page. */
export async function answerAuthorize(asked: OAuthRequest): Promise<Answer> {
  const { context, pool, address, query } = asked
  const wanted = await readAuthorization(asked)
  if ('refusal' in wanted) return wanted.refusal
  const session = (await browserOf(asked))?.value
  const user = session && (await users.get(context.store, [pool.id, session.userKey]))?.value
  const prompt = query.get('prompt')
  if (user?.enabled && session && session.expiresAt > context.now && prompt !== 'login')
    return sendBack(asked, wanted, user, session.authTime)
  if (prompt === 'none')
    return redirect(withParameters(wanted.redirectUri, { error: 'login_required', state: wanted.state }))
  return redirect(`${address.base}/login?${query.toString()}`)
}

/** The browser that has signed in before. */
async function browserOf({ context, pool, head }: OAuthRequest): Promise<Stored<BrowserSession> | undefined> {
  const id = cookieOf(head, sessionCookie)
  return isShort(id) ? browserSessions.get(context.store, [pool.id, id]) : undefined
}

/** Sends a browser back to the client with a code or tokens. Unit of `authTime`: seconds since the epoch. */
export async function sendBack(
  { context, pool }: OAuthRequest,
  wanted: Authorization,
  user: User,
  authTime: number,
  cookies: readonly string[] = [],
): Promise<Answer> {
  const { client, redirectUri, scopes, nonce, state, challenge } = wanted
  if (wanted.responseType === 'code') {
    const grant: Grant = {
      poolId: pool.id,
      code: Buffer.from(context.random.bytes(24)).toString('base64url'),
      clientId: client.id,
      userKey: user.key,
      redirectUri,
      scopes,
      authTime,
      ...(nonce === undefined ? {} : { nonce }),
      ...(challenge === undefined ? {} : { challenge }),
      expiresAt: context.now + authorizationCodeMs,
    }
    const commit = atomic(context.store)
    grants.put(commit, grant, undefined)
    await commit.commit()
    return redirect(withParameters(redirectUri, { code: grant.code, state }), cookies)
  }
  const { signIn } = newSignIn(context, user, client, { scopes, authTime, nonce })
  const issue = { pool, client, user, signIn, source: 'TokenGeneration_HostedAuth', hosted: true }
  const tokens = await issueTokens(context, issue)
  await keepSignIn(context, signIn)
  const parameters = {
    ...(scopes.includes('openid') ? { id_token: tokens.IdToken } : {}),
    access_token: tokens.AccessToken,
    expires_in: String(tokens.ExpiresIn),
    token_type: 'Bearer',
    state,
  }
  return redirect(withParameters(redirectUri, parameters, '#'), cookies)
}

/** Remembers a browser; answers its cookie. */
export async function rememberBrowser(
  { context, pool, address }: OAuthRequest,
  user: User,
  authTime: number,
): Promise<string> {
  const session: BrowserSession = {
    poolId: pool.id,
    id: Buffer.from(context.random.bytes(24)).toString('base64url'),
    userKey: user.key,
    authTime,
    expiresAt: context.now + browserSessionMs,
  }
  const commit = atomic(context.store)
  browserSessions.put(commit, session, undefined)
  await commit.commit()
  return setCookie(address, sessionCookie, session.id)
}

/** `GET /logout`: forgets the browser, and sends it to the client's page or to the sign-in page. */
export async function answerLogout(asked: OAuthRequest): Promise<Answer> {
  const { context, pool, address, query } = asked
  const client = await findClient(context, pool, query.get('client_id'))
  const failed = (error: string) => redirect(withParameters(`${address.base}/error`, { error }))
  if (!client) return failed('invalid_client')
  const session = await browserOf(asked)
  if (session) {
    const commit = atomic(context.store)
    browserSessions.remove(commit, session)
    await commit.commit()
  }
  const cookies = [clearedCookie(address, sessionCookie)]
  const target = query.get('logout_uri')
  if (target !== null)
    return textsOf(client.settings, 'LogoutURLs').includes(target)
      ? redirect(target, cookies)
      : failed('redirect_mismatch')
  if (query.get('redirect_uri') === null) return failed('invalid_request')
  return redirect(`${address.base}/login?${query.toString()}`, cookies)
}
