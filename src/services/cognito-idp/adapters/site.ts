/**
 * Answers requests to pools that are none of the API: what an issuer publishes, and a domain's OAuth endpoints and sign-in page.
 * Source: Developer Guide, "User pool endpoints and managed login reference".
 */
import {
  type OperationContext,
  type SiteDoor,
  type Surroundings,
  siteContext,
} from '../../../dispatch/index.ts'
import { type Answer, BodyError, type RequestHead, readBody } from '../../../http/index.ts'
import { type PoolAddress, readPoolAddress } from '../domain/addresses.ts'
import { formBytesMax } from '../limits.ts'
import { findPool, issuerOf } from '../pools.ts'
import { domains, type Pool } from '../records.ts'
import { isShort } from '../sign-in/sessions.ts'
import { publishedKeys } from '../signing-keys.ts'
import { jsonAnswer, oauthError } from './oauth/answers.ts'
import { answerAuthorize, answerLogout } from './oauth/authorize.ts'
import { answerLogin } from './oauth/login.ts'
import type { OAuthRequest } from './oauth/request.ts'
import { answerRevoke, answerToken, answerUserInfo } from './oauth/token.ts'
import type { SiteHandler } from './site-handler.ts'

/** The site of a server. */
export function poolSite(surroundings: Surroundings): SiteHandler {
  return async (head, request, door) => {
    const address = readPoolAddress(head.headers.host, head.path)
    if (!address) return jsonAnswer(404, { message: 'Not Found' })
    if (head.method === 'OPTIONS') return { status: 204, headers: preflight, body: '' }
    if (address.kind === 'published') return publish(surroundings, head, address)
    const domain = isShort(address.domain)
      ? (await domains.get(surroundings.store, [address.domain]))?.value
      : undefined
    const pool = domain && (await findPool(surroundings, domain.poolId))
    if (!pool) return jsonAnswer(404, { message: `There is no user pool domain ${address.domain}.` })
    let form = new URLSearchParams()
    try {
      if (head.method === 'POST')
        form = new URLSearchParams(Buffer.from(await readBody(request, formBytesMax)).toString('utf8'))
    } catch (error) {
      if (!(error instanceof BodyError)) throw error
      return oauthError('invalid_request', error.reason === 'too large' ? 413 : 408)
    }
    const query = new URLSearchParams(head.query)
    return answerDomain({
      context: contextOf(surroundings, pool, head, door),
      pool,
      head,
      address,
      query,
      form,
    })
  }
}

/** What an operation would be given, for the account and region of the pool. */
function contextOf(
  surroundings: Surroundings,
  { accountId, region }: Pool,
  { sourceIp, headers }: RequestHead,
  door: SiteDoor,
): OperationContext {
  const caller = { ...door.anonymous(), accountId, region }
  return siteContext(surroundings, door, caller, { sourceIp, userAgent: headers['user-agent'] })
}

async function answerDomain(asked: OAuthRequest): Promise<Answer> {
  const { head, address } = asked
  switch (`${head.method} ${address.path}`) {
    case 'POST /oauth2/token':
      return withOrigins(await answerToken(asked))
    case 'POST /oauth2/revoke':
      return withOrigins(await answerRevoke(asked))
    case 'GET /oauth2/userInfo':
    case 'POST /oauth2/userInfo':
      return withOrigins(await answerUserInfo(asked))
    case 'GET /oauth2/authorize':
    case 'HEAD /oauth2/authorize':
      return answerAuthorize(asked)
    case 'GET /login':
    case 'POST /login':
      return answerLogin(asked)
    case 'GET /logout':
      return answerLogout(asked)
    case 'GET /error':
      return {
        status: 400,
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
        body: `An error was encountered with the requested page.\n${asked.query.get('error') ?? ''}\n`,
      }
    default:
      return jsonAnswer(404, { message: 'Not Found' })
  }
}

/** Source: as Cognito answers browsers. */
const preflight = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, X-Amz-User-Agent',
  'Access-Control-Max-Age': '86400',
}

function withOrigins(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'Access-Control-Allow-Origin': '*' } }
}

async function publish(
  surroundings: Surroundings,
  head: RequestHead,
  { poolId, document }: PoolAddress & { readonly kind: 'published' },
): Promise<Answer> {
  const pool = isShort(poolId) ? await findPool(surroundings, poolId) : undefined
  // Source: what AWS answers for a pool that does not exist.
  if (!pool)
    return jsonAnswer(404, { code: 'NotFoundException', message: `User pool ${poolId} does not exist.` })
  if (document === 'jwks.json')
    return withOrigins(jsonAnswer(200, await publishedKeys(surroundings, pool.id), 'public, max-age=86400'))
  if (document !== 'openid-configuration') return jsonAnswer(404, { message: 'Not Found' })
  return withOrigins(jsonAnswer(200, await configuration(surroundings, pool, head), 'public, max-age=86400'))
}

/** The discovery document. The issuer is AWS's, as tokens name it; addresses are those by which this server is reached. */
async function configuration(
  { store, settings }: Surroundings,
  pool: Pool,
  { headers: { host } }: RequestHead,
): Promise<object> {
  const own = host === undefined ? settings.endpoint : `http://${host}`
  const { items } = await domains.listBy(store, 'pool', { prefix: [pool.id], limit: 1 })
  const name = items[0]?.value.domain
  const endpoint = (path: string) => `${settings.endpoint}/_aws/cognito-idp/${name}${path}`
  return {
    ...(name === undefined
      ? {}
      : {
          authorization_endpoint: endpoint('/oauth2/authorize'),
          end_session_endpoint: endpoint('/logout'),
          revocation_endpoint: endpoint('/oauth2/revoke'),
          token_endpoint: endpoint('/oauth2/token'),
          userinfo_endpoint: endpoint('/oauth2/userInfo'),
        }),
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: issuerOf(pool),
    jwks_uri: `${own}/${pool.id}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  }
}
