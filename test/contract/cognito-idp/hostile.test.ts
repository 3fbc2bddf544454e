/** Requests that nobody should send: each is refused, none is a failure of the server. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, password } from './support.ts'

const server = testServer()
const long = 'é'.repeat(20_000)

describe('hostile requests to user pools', () => {
  let account: Account
  let pool: string
  let client: string

  before(async () => {
    account = new Account(server)
    const made = await account.cognito.createUserPool({
      PoolName: 'people',
      AliasAttributes: ['preferred_username'],
    })
    pool = made.UserPool?.Id ?? ''
    await account.cognito.createUserPoolDomain({ UserPoolId: pool, Domain: 'hostile-people' })
    client = await account.client(pool, {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      CallbackURLs: ['https://shop.example/'],
    })
    await account.user(pool, 'ann')
  })

  /** Sends JSON as it is; answers the status and the error's name. */
  async function send(operation: string, input: unknown): Promise<string> {
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    })
    const { __type = '' } = (await answer.json()) as { __type?: string }
    assert.equal(answer.status, 400, `${operation} ${JSON.stringify(input).slice(0, 100)}: ${__type}`)
    return __type
  }

  it('texts without end', async () => {
    const auth = (AuthFlow: string, AuthParameters: object, more: object = {}) =>
      send('InitiateAuth', { ClientId: client, AuthFlow, AuthParameters, ...more })
    assert.equal(
      await auth('USER_PASSWORD_AUTH', { USERNAME: long, PASSWORD: 'x' }),
      'NotAuthorizedException',
    )
    assert.equal(
      await auth('USER_PASSWORD_AUTH', { USERNAME: 'ann', PASSWORD: long }),
      'NotAuthorizedException',
    )
    assert.equal(
      await auth('USER_SRP_AUTH', { USERNAME: 'ann', SRP_A: 'f'.repeat(100_000) }),
      'InvalidParameterException',
    )
    assert.equal(await auth('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: long }), 'NotAuthorizedException')
    const head = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url')
    const forged = (facts: object) =>
      `${head}.a.b.${Buffer.from(JSON.stringify(facts)).toString('base64url')}.c`
    const until = Date.now() + 1e6
    for (const facts of [
      { poolId: pool, userKey: long, id: 'x', expiresAt: until },
      { poolId: pool, userKey: 'ann', id: long, expiresAt: until },
      { poolId: pool, userKey: 'ann', id: 'x', expiresAt: until },
      { poolId: pool, userKey: 7, id: {}, expiresAt: 'never' },
    ])
      assert.equal(
        await auth('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: forged(facts) }),
        'NotAuthorizedException',
      )
    const respond = (ChallengeName: string, ChallengeResponses: object, Session?: string) =>
      send('RespondToAuthChallenge', { ClientId: client, ChallengeName, ChallengeResponses, Session })
    const block = Buffer.from(long).toString('base64')
    const proof = {
      USERNAME: 'ann',
      PASSWORD_CLAIM_SECRET_BLOCK: block,
      PASSWORD_CLAIM_SIGNATURE: 'x',
      TIMESTAMP: 'x',
    }
    assert.equal(await respond('PASSWORD_VERIFIER', proof), 'NotAuthorizedException')
    assert.equal(
      await respond('CUSTOM_CHALLENGE', { USERNAME: 'ann', ANSWER: 'x' }, 'é'.repeat(2_000)),
      'NotAuthorizedException',
    )
    assert.equal(
      await send('VerifySoftwareToken', { Session: 'é'.repeat(2_000), UserCode: '123456' }),
      'NotAuthorizedException',
    )
    assert.equal(
      await send('GetUser', {
        AccessToken: `a.${Buffer.from(JSON.stringify({ iss: `https://x/us-east-1_${'a'.repeat(10_000)}` })).toString('base64url')}.c`,
      }),
      'NotAuthorizedException',
    )
  })

  it('names that are none, members of the wrong kind', async () => {
    for (const input of ['', '[]', '{', 'null', '{"ClientId":7}', '{"ClientId":{}}', '{"AuthParameters":[]}'])
      assert.match(await send('InitiateAuth', input), /Exception$/)
    const nobody = {
      ClientId: client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: '__proto__', PASSWORD: 'x' },
    }
    assert.equal(await send('InitiateAuth', nobody), 'NotAuthorizedException')
    const attributes = (Name: string) => ({
      ClientId: client,
      Username: 'bob',
      Password: password,
      UserAttributes: [{ Name, Value: 'x' }],
    })
    for (const name of ['__proto__', 'constructor', 'toString'])
      assert.equal(await send('SignUp', attributes(name)), 'InvalidParameterException')
  })

  it('long aliases are names like others', async () => {
    const alias = 'ä'.repeat(1_000)
    await account.cognito.adminUpdateUserAttributes({
      UserPoolId: pool,
      Username: 'ann',
      UserAttributes: [{ Name: 'preferred_username', Value: alias }],
    })
    const { AuthenticationResult } = await account.signIn(client, alias)
    assert.ok(AuthenticationResult)
    await account.user(pool, 'eve')
    await assert.rejects(
      account.cognito.adminUpdateUserAttributes({
        UserPoolId: pool,
        Username: 'eve',
        UserAttributes: [{ Name: 'preferred_username', Value: alias }],
      }),
      { name: 'AliasExistsException' },
    )
  })

  it('forms and addresses without end', async () => {
    const base = `${server.endpoint}/_aws/cognito-idp/hostile-people`
    const token = async (form: Record<string, string>, headers: Record<string, string> = {}) =>
      (await fetch(`${base}/oauth2/token`, { method: 'POST', headers, body: new URLSearchParams(form) }))
        .status
    const text = 'x'.repeat(5_000)
    assert.equal(
      await token({ grant_type: 'authorization_code', client_id: client, code: text, redirect_uri: text }),
      400,
    )
    assert.equal(await token({ grant_type: 'authorization_code', client_id: text }), 400)
    assert.equal(await token({ grant_type: 'refresh_token', client_id: client, refresh_token: text }), 400)
    assert.equal(
      await token({}, { authorization: `Basic ${Buffer.from(`${text}:x`).toString('base64')}` }),
      400,
    )
    assert.equal(await token({}, { authorization: 'Basic !!!' }), 400)
    const visit = async (path: string, cookie = '') =>
      (await fetch(`${base}${path}`, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } })).status
    const query = `client_id=${client}&redirect_uri=https://shop.example/&response_type=code`
    assert.equal(await visit(`/oauth2/authorize?client_id=${text}`), 302)
    assert.equal(await visit(`/oauth2/authorize?${query}`, `cognito=${text}`), 302)
    assert.equal(await visit('/%2e%2e/%00'), 404)
    for (const challenge of ['constructor', '__proto__', 'SOFTWARE_TOKEN_MFA']) {
      const page = await fetch(`${base}/login?${query}`, {
        method: 'POST',
        headers: { cookie: 'XSRF-TOKEN=a' },
        body: new URLSearchParams({
          _csrf: 'a',
          username: '<b>',
          challenge,
          session: '"><script>',
          answer: 'x',
        }),
      })
      assert.equal(page.status, 200)
      assert.doesNotMatch(await page.text(), /<script>|<b>/)
    }
    assert.equal((await fetch(`${server.endpoint}/us-east-1_${text}/.well-known/jwks.json`)).status, 404)
    assert.equal(
      (await fetch(`${server.endpoint}/_lambent/cognito-idp/messages?userPoolId=${text}`)).status,
      200,
    )
    assert.equal((await fetch(`${server.endpoint}/_aws/cognito-idp/${text}/login`)).status, 404)
  })
})
