/** A domain's endpoints. Source: Developer Guide, "User pool endpoints and managed login reference"; RFC 6749, RFC 7636. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { before, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, claimsOf, password } from './support.ts'

const server = testServer()
const callback = 'https://shop.example/callback'

describe('OAuth endpoints', () => {
  let account: Account
  let pool: string
  let client: string
  let machine: { readonly id: string; readonly secret: string }
  const base = () => `${server.endpoint}/_aws/cognito-idp/shop-people`

  before(async () => {
    account = new Account(server)
    const { cognito } = account
    pool = (await cognito.createUserPool({ PoolName: 'people' })).UserPool?.Id ?? ''
    await cognito.createUserPoolDomain({ UserPoolId: pool, Domain: 'shop-people' })
    await cognito.createResourceServer({
      UserPoolId: pool,
      Identifier: 'orders',
      Name: 'Orders',
      Scopes: [
        { ScopeName: 'read', ScopeDescription: 'Read' },
        { ScopeName: 'write', ScopeDescription: 'Write' },
      ],
    })
    client = await account.client(pool, {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code', 'implicit'],
      AllowedOAuthScopes: ['openid', 'email', 'profile', 'orders/read'],
      CallbackURLs: [callback],
      LogoutURLs: ['https://shop.example/bye'],
    })
    const { UserPoolClient } = await cognito.createUserPoolClient({
      UserPoolId: pool,
      ClientName: 'machine',
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['orders/read', 'orders/write'],
    })
    machine = { id: UserPoolClient?.ClientId ?? '', secret: UserPoolClient?.ClientSecret ?? '' }
    await account.user(pool, 'ann', { email: 'ann@example.com', email_verified: 'true', name: 'Ann' })
  })

  const token = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${base()}/oauth2/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, string | number> }
  }
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  })

  it('client_credentials: an access token for a machine', async () => {
    const { status, body } = await token(
      { grant_type: 'client_credentials', scope: 'orders/read' },
      basic(machine.id, machine.secret),
    )
    assert.deepEqual(
      [status, body.expires_in, body.token_type, Object.keys(body)],
      [200, 3600, 'Bearer', ['access_token', 'expires_in', 'token_type']],
    )
    const claims = claimsOf(String(body.access_token))
    assert.deepEqual(
      [claims.sub, claims.client_id, claims.scope, claims.token_use, claims.version, claims.iss],
      [
        machine.id,
        machine.id,
        'orders/read',
        'access',
        2,
        `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      ],
    )
    const all = await token({
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret,
    })
    assert.equal(claimsOf(String(all.body.access_token)).scope, 'orders/read orders/write')
    const refusals = await Promise.all([
      token({ grant_type: 'client_credentials' }, basic(machine.id, 'wrong')),
      token({ grant_type: 'client_credentials', scope: 'orders/delete' }, basic(machine.id, machine.secret)),
      token({ grant_type: 'client_credentials', client_id: client }),
      token({ grant_type: 'password' }, basic(machine.id, machine.secret)),
      token({}, basic(machine.id, machine.secret)),
    ])
    assert.deepEqual(
      refusals.map(({ status: code, body: { error } }) => [code, error]),
      [
        [400, 'invalid_client'],
        [400, 'invalid_scope'],
        [400, 'unauthorized_client'],
        [400, 'unsupported_grant_type'],
        [400, 'invalid_request'],
      ],
    )
  })

  const verifier = 'a'.repeat(50)
  const authorizeQuery = (more: Record<string, string> = {}) =>
    new URLSearchParams({
      response_type: 'code',
      client_id: client,
      redirect_uri: callback,
      state: 'x y&z',
      scope: 'openid email',
      nonce: 'n1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    })
  const visit = (path: string, cookie = '') =>
    fetch(`${base()}${path}`, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } })

  /** Signs in at the page; answers where it leads and the cookie of the browser. */
  async function signIn(query: URLSearchParams, words = password) {
    const page = await visit(`/login?${query}`)
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const text = await page.text()
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const answer = await fetch(`${base()}/login?${query}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ _csrf: csrf, username: 'ann', password: words }),
    })
    return { answer, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }

  it('authorization code with PKCE, through the sign-in page', async () => {
    const begun = await visit(`/oauth2/authorize?${authorizeQuery()}`)
    assert.equal(begun.status, 302)
    assert.match(begun.headers.get('location') ?? '', /^\/_aws\/cognito-idp\/shop-people\/login\?/)
    const wrong = await signIn(authorizeQuery(), 'Wr0ngone!')
    assert.equal(wrong.answer.status, 200)
    assert.match(await wrong.answer.text(), /Incorrect username or password\./)
    const { answer, cookie } = await signIn(authorizeQuery())
    const back = new URL(answer.headers.get('location') ?? '')
    assert.deepEqual([`${back.origin}${back.pathname}`, back.searchParams.get('state')], [callback, 'x y&z'])
    const code = back.searchParams.get('code') ?? ''
    const exchange = (more: Record<string, string> = {}) =>
      token({
        grant_type: 'authorization_code',
        client_id: client,
        redirect_uri: callback,
        code,
        code_verifier: verifier,
        ...more,
      })
    assert.deepEqual((await exchange({ code_verifier: 'b'.repeat(50) })).body, { error: 'invalid_grant' })
    assert.deepEqual((await exchange({ redirect_uri: 'https://other.example/' })).body, {
      error: 'invalid_grant',
    })
    const { status, body } = await exchange()
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual(Object.keys(body), [
      'id_token',
      'access_token',
      'refresh_token',
      'expires_in',
      'token_type',
    ])
    const id = claimsOf(String(body.id_token))
    assert.deepEqual(
      [id.nonce, id.email, id.name, id['cognito:username']],
      ['n1', 'ann@example.com', undefined, 'ann'],
    )
    const half = createHash('sha256')
      .update(String(body.access_token))
      .digest()
      .subarray(0, 16)
      .toString('base64url')
    assert.equal(id.at_hash, half)
    const access = claimsOf(String(body.access_token))
    assert.deepEqual([access.scope, access.version], ['openid email', 2])
    assert.deepEqual((await exchange()).body, { error: 'invalid_grant' }, 'a code counts once')

    const info = await fetch(`${base()}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    })
    assert.deepEqual(await info.json(), {
      sub: id.sub,
      email: 'ann@example.com',
      email_verified: 'true',
      username: 'ann',
    })
    const refreshed = await token({
      grant_type: 'refresh_token',
      client_id: client,
      refresh_token: String(body.refresh_token),
    })
    assert.deepEqual(Object.keys(refreshed.body), ['id_token', 'access_token', 'expires_in', 'token_type'])

    // Who is signed in goes back at once.
    const second = await visit(`/oauth2/authorize?${authorizeQuery()}`, cookie)
    assert.match(second.headers.get('location') ?? '', /^https:\/\/shop\.example\/callback\?code=/)
    const implicit = await visit(`/oauth2/authorize?${authorizeQuery({ response_type: 'token' })}`, cookie)
    assert.match(
      implicit.headers.get('location') ?? '',
      /^https:\/\/shop\.example\/callback#id_token=.*&access_token=/,
    )

    const revoked = await fetch(`${base()}/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: client, token: String(body.refresh_token) }),
    })
    assert.equal(revoked.status, 200)
    const over = await fetch(`${base()}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    })
    assert.equal(over.status, 401)
    assert.equal(((await over.json()) as { error: string }).error, 'invalid_token')

    const out = await visit(`/logout?client_id=${client}&logout_uri=https://shop.example/bye`, cookie)
    assert.equal(out.headers.get('location'), 'https://shop.example/bye')
    const third = await visit(`/oauth2/authorize?${authorizeQuery()}`, cookie)
    assert.match(third.headers.get('location') ?? '', /\/login\?/)
  })

  it('sends nobody to addresses that the client does not have', async () => {
    const where = async (query: URLSearchParams) =>
      (await visit(`/oauth2/authorize?${query}`)).headers.get('location') ?? ''
    assert.match(
      await where(authorizeQuery({ redirect_uri: 'https://evil.example/' })),
      /\/error\?error=redirect_mismatch/,
    )
    assert.match(await where(authorizeQuery({ client_id: 'none' })), /\/error\?error=invalid_client/)
    assert.match(
      await where(authorizeQuery({ scope: 'openid orders/write' })),
      /callback\?error=invalid_scope&state=/,
    )
    assert.match(
      await where(authorizeQuery({ response_type: 'id_token' })),
      /callback\?error=invalid_request/,
    )
    const out = await visit(`/logout?client_id=${client}&logout_uri=https://evil.example/`)
    assert.match(out.headers.get('location') ?? '', /\/error\?error=redirect_mismatch/)
    const forged = await fetch(`${base()}/login?${authorizeQuery()}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ username: 'ann', password }),
    })
    assert.equal(forged.status, 200, 'a form of another page signs nobody in')
    assert.equal((await fetch(`${server.endpoint}/_aws/cognito-idp/none/login`)).status, 404)
    const large = await fetch(`${base()}/oauth2/token`, { method: 'POST', body: `a=${'x'.repeat(100_000)}` })
    assert.equal(large.status, 413)
  })

  it('are reached by host names as on AWS; issuers publish their keys', async () => {
    const reply = await new Promise<{ status: number; location: string }>((resolve, reject) => {
      const path = `/oauth2/authorize?${authorizeQuery()}`
      const headers = { host: `shop-people.auth.us-east-1.amazoncognito.localhost:${server.port}` }
      request({ host: '127.0.0.1', port: server.port, path, headers }, (answer) => {
        answer.resume()
        resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '' })
      })
        .on('error', reject)
        .end()
    })
    assert.equal(reply.status, 302)
    assert.match(reply.location, /^\/login\?/)
    const discovery = (await (
      await fetch(`${server.endpoint}/${pool}/.well-known/openid-configuration`)
    ).json()) as Record<string, unknown>
    assert.deepEqual(
      [discovery.issuer, discovery.jwks_uri, discovery.token_endpoint],
      [
        `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
        `http://127.0.0.1:${server.port}/${pool}/.well-known/jwks.json`,
        `${base()}/oauth2/token`,
      ],
    )
    const { keys } = (await (await fetch(`${server.endpoint}/${pool}/.well-known/jwks.json`)).json()) as {
      keys: Record<string, string>[]
    }
    assert.deepEqual(
      keys.map(({ alg, kty, use, e }) => [alg, kty, use, e]),
      [
        ['RS256', 'RSA', 'sig', 'AQAB'],
        ['RS256', 'RSA', 'sig', 'AQAB'],
      ],
    )
    const missing = await fetch(`${server.endpoint}/us-east-1_nosuch/.well-known/jwks.json`)
    assert.equal(missing.status, 404)
  })
})
