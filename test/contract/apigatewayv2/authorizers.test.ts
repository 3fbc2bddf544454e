/**
 * Who may send requests to HTTP APIs. Sources: API Gateway Developer Guide, "Controlling access to HTTP APIs with JWT authorizers", "Working
 * with AWS Lambda authorizers for HTTP APIs", "Using IAM authorization".
 */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { testServer } from '../../support/server.ts'
import { Account, obedient } from './support.ts'

const authorizerSource = `
def handler(event, context):
    word = (event.get('headers') or {}).get('x-word') or event.get('authorizationToken')
    if word == 'crash':
        raise Exception('crash')
    if event['version'] == '1.0':
        effect = 'Allow' if word == 'open' else 'Deny'
        return {
            'principalId': 'me',
            'policyDocument': {'Version': '2012-10-17', 'Statement': [
                {'Action': 'execute-api:Invoke', 'Effect': effect, 'Resource': event['methodArn']}]},
            'context': {'word': word, 'count': 1},
        }
    return {'isAuthorized': word == 'open', 'context': {'word': word, 'id': context.aws_request_id, 'arn': event['routeArn']}}
`

interface Found {
  readonly requestContext: { readonly authorizer?: Record<string, Record<string, unknown>> }
}

describe('authorizers of HTTP APIs', () => {
  const server = testServer()
  let account: Account
  let apiId: string
  let issuer: Server
  let address: string
  let asked = 0
  let sign: (claims: Record<string, unknown>, seconds?: number, kid?: string) => Promise<string>

  before(async () => {
    account = new Account(server)
    await account.makeFunction('f', obedient)
    await account.makeFunction('authorizer', authorizerSource)
    apiId = await account.api('guarded')
    const { publicKey, privateKey } = await generateKeyPair('RS256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }
    issuer = createServer((request, response) => {
      asked++
      response.setHeader('content-type', 'application/json')
      const isDiscovery = request.url?.endsWith('/openid-configuration')
      response.end(JSON.stringify(isDiscovery ? { jwks_uri: `${address}/keys` } : { keys: [jwk] }))
    })
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`
    sign = (claims, seconds = 60, kid = 'one') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(address)
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(privateKey)
  })
  after(() => issuer.close())

  it('JWT: signature, times, audience and scopes', async () => {
    const { gateway } = account
    const { AuthorizerId } = await gateway.createAuthorizer({
      ApiId: apiId,
      Name: 'tokens',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: address, Audience: ['shop'] },
    })
    await account.route(apiId, 'GET /token', 'f', { AuthorizationType: 'JWT', AuthorizerId })
    await account.route(apiId, 'GET /scoped', 'f', {
      AuthorizationType: 'JWT',
      AuthorizerId,
      AuthorizationScopes: ['orders/read', 'orders/write'],
    })
    const get = (path: string, token?: string) =>
      account.send(apiId, path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
    const nothing = await get('/token')
    assert.deepEqual([nothing.status, nothing.body], [401, '{"message":"Unauthorized"}'])
    assert.equal(nothing.headers['www-authenticate'], 'Bearer')
    const good = await get(
      '/token',
      await sign({ aud: 'shop', sub: 'me', groups: ['a', 'b'], scope: 'orders/read' }),
    )
    assert.equal(good.status, 200, good.body)
    const { jwt } = (JSON.parse(good.body) as Found).requestContext.authorizer ?? {}
    const claims = jwt?.claims as Record<string, string>
    assert.deepEqual([claims.sub, claims.groups, claims.iss, jwt?.scopes], ['me', '[a b]', address, null])
    const client = await get('/token', await sign({ client_id: 'shop' }))
    assert.equal(client.status, 200)
    for (const [token, words] of [
      [await sign({ aud: 'other' }), 'the token does not have a valid audience'],
      [await sign({ aud: 'shop' }, -60), 'the token has expired'],
      [`${(await sign({ aud: 'shop' })).slice(0, -8)}AAAAAAAA`, 'signature error'],
    ] as const) {
      const refused = await get('/token', token)
      assert.equal(refused.status, 401, words)
      assert.match(
        String(refused.headers['www-authenticate']),
        new RegExp(`error="invalid_token" error_description="${words}"`),
      )
    }
    const garbage = await get('/token', 'garbage')
    assert.equal(garbage.status, 401)
    const strange = await sign({ aud: 'shop' }, 60, 'another')
    const refusals = await Promise.all(Array.from({ length: 20 }, () => get('/token', strange)))
    assert.deepEqual(new Set(refusals.map(({ status }) => status)), new Set([401]))
    assert.ok(asked <= 6, `keys that nobody has make no flood of questions: ${asked}`)
    const narrow = await get('/scoped', await sign({ aud: 'shop', scope: 'orders/list' }))
    assert.deepEqual([narrow.status, narrow.body], [403, '{"message":"Forbidden"}'])
    const wide = await get('/scoped', await sign({ aud: 'shop', scope: 'a orders/write' }))
    assert.deepEqual((JSON.parse(wide.body) as Found).requestContext.authorizer?.jwt?.scopes, [
      'a',
      'orders/write',
    ])
  })

  it('functions with simple answers, remembered by what they are asked with', async () => {
    const { gateway } = account
    const { AuthorizerId } = await gateway.createAuthorizer({
      ApiId: apiId,
      Name: 'simple',
      AuthorizerType: 'REQUEST',
      AuthorizerUri: account.arn('authorizer'),
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.x-word'],
      AuthorizerResultTtlInSeconds: 300,
    })
    await account.route(apiId, 'GET /simple/{id}', 'f', { AuthorizationType: 'CUSTOM', AuthorizerId })
    const get = (path: string, word?: string) =>
      account.send(apiId, path, { headers: word === undefined ? {} : { 'x-word': word } })
    assert.deepEqual([(await get('/simple/1')).status, (await get('/simple/1', 'shut')).status], [401, 403])
    const contextOf = (body: string) => (JSON.parse(body) as Found).requestContext.authorizer?.lambda ?? {}
    const first = contextOf((await get('/simple/1', 'open')).body)
    assert.equal(first.arn, `arn:aws:execute-api:us-east-1:${account.id}:${apiId}/$default/GET/simple/1`)
    const second = contextOf((await get('/simple/2', 'open')).body)
    assert.equal(second.id, first.id, 'the function was asked once')
    await gateway.resetAuthorizersCache({ ApiId: apiId, StageName: '$default' })
    assert.notEqual(contextOf((await get('/simple/1', 'open')).body).id, first.id)
    const crash = await get('/simple/1', 'crash')
    assert.deepEqual([crash.status, crash.body], [500, '{"message":"Internal Server Error"}'])
  })

  it('functions with policies', async () => {
    const { gateway } = account
    const { AuthorizerId } = await gateway.createAuthorizer({
      ApiId: apiId,
      Name: 'policies',
      AuthorizerType: 'REQUEST',
      AuthorizerUri: account.arn('authorizer'),
      AuthorizerPayloadFormatVersion: '1.0',
      IdentitySource: ['$request.querystring.word'],
      AuthorizerResultTtlInSeconds: 300,
    })
    await account.route(apiId, 'GET /policy/{id}', 'f', { AuthorizationType: 'CUSTOM', AuthorizerId })
    assert.equal((await account.send(apiId, '/policy/1?word=shut')).status, 403)
    const open = await account.send(apiId, '/policy/1?word=open')
    assert.equal(open.status, 200)
    assert.deepEqual((JSON.parse(open.body) as Found).requestContext.authorizer?.lambda, {
      word: 'open',
      count: 1,
    })
    // The remembered policy allows the other path alone.
    assert.equal((await account.send(apiId, '/policy/2?word=open')).status, 403)
  })

  it('IAM: whoever signs nothing is refused, and who is of another account', async () => {
    await account.route(apiId, 'GET /signed', 'f', { AuthorizationType: 'AWS_IAM' })
    const reply = await account.send(apiId, '/signed')
    assert.deepEqual([reply.status, reply.body], [403, '{"message":"Forbidden"}'])
    const signed = (id: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=${id}/20261127/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      'x-amz-date': '20261127T000000Z',
    })
    const own = await account.send(apiId, '/signed', { headers: signed(account.id) })
    assert.equal(own.status, 200, own.body)
    const { iam } = (JSON.parse(own.body) as Found).requestContext.authorizer ?? {}
    assert.deepEqual([iam?.accountId, iam?.accessKey], [account.id, account.id])
    assert.equal((await account.send(apiId, '/signed', { headers: signed('999900001111') })).status, 403)
  })
})
