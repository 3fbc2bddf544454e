/**
 * Requests to HTTP APIs. Sources: API Gateway Developer Guide, "Working with routes for HTTP APIs", "Working with AWS Lambda proxy
 * integrations for HTTP APIs", "Configuring CORS for HTTP APIs".
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, obedient, refused } from './support.ts'

interface Event2 {
  readonly version: string
  readonly routeKey: string
  readonly rawPath: string
  readonly rawQueryString: string
  readonly cookies?: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly queryStringParameters?: Readonly<Record<string, string>>
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly stageVariables?: Readonly<Record<string, string>>
  readonly requestContext: Readonly<Record<string, unknown>> & {
    readonly http: Readonly<Record<string, string>>
  }
  readonly body?: string
  readonly isBase64Encoded: boolean
}

describe('requests to HTTP APIs', () => {
  const server = testServer()
  let account: Account
  let apiId: string

  before(async () => {
    account = new Account(server)
    await account.makeFunction('f', obedient)
    apiId = await account.api('orders')
    for (const key of [
      'GET /pets/dog/1',
      'GET /pets/dog/{id}',
      'GET /pets/{proxy+}',
      'ANY /pets/dog/{id}',
      'ANY /{proxy+}',
      'POST /orders',
    ])
      await account.route(apiId, key, 'f')
    await account.route(apiId, 'ANY /first/{id}', 'f', { version: '1.0' })
  })

  const event = async (path: string, sent = {}) => {
    const reply = await account.send(apiId, path, sent)
    assert.equal(reply.status, 200, reply.body)
    return JSON.parse(reply.body) as Event2
  }

  it('take the most specific route', async () => {
    const taken = async (method: string, path: string) => (await event(path, { method })).routeKey
    assert.equal(await taken('GET', '/pets/dog/1'), 'GET /pets/dog/1')
    assert.equal(await taken('GET', '/pets/dog/2'), 'GET /pets/dog/{id}')
    assert.equal(await taken('PUT', '/pets/dog/1'), 'ANY /pets/dog/{id}')
    assert.equal(await taken('GET', '/pets/cat/1'), 'GET /pets/{proxy+}')
    assert.equal(await taken('POST', '/test/5'), 'ANY /{proxy+}')
    assert.equal((await account.send(apiId, '/')).status, 404)
  })

  it('are events of format 2.0', async () => {
    const found = await event('/pets/dog/a%20b?x=1&x=2&y=%C3%A4', {
      headers: { cookie: 'a=1; b=2', 'x-one': ['1', '2'], 'user-agent': 'tests' },
    })
    assert.equal(found.version, '2.0')
    assert.equal(found.rawPath, '/pets/dog/a b')
    assert.equal(found.rawQueryString, 'x=1&x=2&y=%C3%A4')
    assert.deepEqual(found.cookies, ['a=1', 'b=2'])
    assert.equal(found.headers['x-one'], '1,2')
    assert.equal(found.headers['content-length'], '0')
    assert.deepEqual(found.queryStringParameters, { x: '1,2', y: 'ä' })
    assert.deepEqual(found.pathParameters, { id: 'a b' })
    assert.equal(found.isBase64Encoded, false)
    const { accountId, apiId: id, stage, domainName, http } = found.requestContext
    assert.deepEqual([accountId, id, stage], [account.id, apiId, '$default'])
    assert.equal(domainName, `${apiId}.execute-api.us-east-1.localhost`)
    assert.deepEqual(http, {
      method: 'GET',
      path: '/pets/dog/a b',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: 'tests',
    })
    const posted = await account.send(apiId, '/orders', { method: 'POST', body: Buffer.from([0, 255]) })
    assert.equal(posted.status, 500, 'a body that is no JSON makes the function fail')
  })

  it('are events of format 1.0', async () => {
    const reply = await account.send(apiId, '/first/a%20b?x=1&x=2', { headers: { 'x-one': ['1', '2'] } })
    const found = JSON.parse(reply.body) as Record<string, unknown> & {
      headers: Record<string, string>
      requestContext: Record<string, unknown>
    }
    assert.equal(found.version, '1.0')
    assert.equal(found.resource, '/first/{id}')
    assert.equal(found.path, '/first/a%20b')
    assert.equal(found.headers['Content-Length'], '0')
    assert.equal(found.httpMethod, 'GET')
    assert.deepEqual(found.queryStringParameters, { x: '2' })
    assert.deepEqual(found.multiValueQueryStringParameters, { x: ['1', '2'] })
    assert.deepEqual((found.multiValueHeaders as Record<string, unknown>)['x-one'], ['1', '2'])
    assert.match(String(found.headers.Host), /execute-api/)
    assert.deepEqual(found.pathParameters, { id: 'a b' })
    assert.equal(found.stageVariables, null)
    assert.equal(found.body, null)
    assert.equal(found.requestContext.resourcePath, '/first/{id}')
    const answer = {
      statusCode: 201,
      headers: { 'Set-Cookie': 'c=3' },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: 'aGk=',
      isBase64Encoded: true,
    }
    const made = await account.send(apiId, '/first/7', { method: 'POST', body: JSON.stringify({ answer }) })
    assert.equal(made.status, 201)
    assert.equal(made.body, 'hi')
    assert.deepEqual(made.headers['set-cookie'], ['a=1', 'b=2', 'c=3'])
    const plain = await account.send(apiId, '/first/7', { method: 'POST', body: '{"answer":"text"}' })
    assert.deepEqual([plain.status, plain.body], [500, '{"message":"Internal Server Error"}'])
  })

  it('are answered as functions of format 2.0 say', async () => {
    const post = (answer: unknown) =>
      account.send(apiId, '/orders', { method: 'POST', body: JSON.stringify({ answer }) })
    const simple = await post({ id: 1 })
    assert.deepEqual(
      [simple.status, simple.body, simple.headers['content-type']],
      [200, '{"id":1}', 'application/json'],
    )
    assert.match(String(simple.headers['apigw-requestid']), /^[\w-]{15}=$/)
    const full = await post({ statusCode: 404, headers: { 'X-A': 'b' }, cookies: ['a=1'], body: 'gone' })
    assert.deepEqual([full.status, full.body, full.headers['x-a']], [404, 'gone', 'b'])
    assert.equal(full.headers['content-type'], 'text/plain; charset=utf-8')
    assert.deepEqual(full.headers['set-cookie'], ['a=1'])
    const malformed = await post({ statusCode: 'x' })
    assert.deepEqual([malformed.status, malformed.body], [500, '{"message":"Internal Server Error"}'])
    const failed = await account.send(apiId, '/orders', { method: 'POST', body: '{"fail":"no"}' })
    assert.deepEqual([failed.status, failed.body], [500, '{"message":"Internal Server Error"}'])
    assert.equal(failed.headers['content-type'], 'application/json')
  })

  it('find the API by several addresses, and nothing elsewhere', async () => {
    const { gateway } = account
    await gateway.createStage({
      ApiId: apiId,
      StageName: 'v1',
      AutoDeploy: true,
      StageVariables: { colour: 'red' },
    })
    const staged = await event('/v1/pets/dog/1')
    assert.equal(staged.rawPath, '/v1/pets/dog/1')
    assert.deepEqual(staged.stageVariables, { colour: 'red' })
    const { IntegrationId } = await gateway.createIntegration({
      ApiId: apiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: account.arn('f'),
      PayloadFormatVersion: '2.0',
      RequestParameters: { 'overwrite:path': '$request.path' },
    })
    const Target = `integrations/${IntegrationId}`
    await gateway.createRoute({ ApiId: apiId, RouteKey: 'GET /unstaged/{id}', Target })
    const unstaged = await event('/v1/unstaged/a%20b')
    assert.deepEqual(
      [unstaged.rawPath, unstaged.requestContext.http.path],
      ['/unstaged/a b', '/unstaged/a b'],
    )
    const host = `localhost:${server.port}`
    for (const path of [
      `/_aws/execute-api/${apiId}/v1/pets/dog/1`,
      `/_aws/execute-api/${apiId}/%24default/pets/dog/1`,
      `/restapis/${apiId}/v1/_user_request_/pets/dog/1`,
    ]) {
      const reply = await account.sendTo(host, path)
      assert.equal((JSON.parse(reply.body) as Event2).routeKey, 'GET /pets/dog/1', path)
    }
    const short = await account.sendTo(`${apiId}.execute-api.localhost.localstack.cloud:4566`, '/pets/dog/1')
    assert.equal(short.status, 200)
    const nobody = await account.send('nothing123', '/pets')
    assert.deepEqual([nobody.status, nobody.body], [403, '{"message":"Forbidden"}'])
    await gateway.deleteStage({ ApiId: apiId, StageName: 'v1' })
  })

  it('beyond the limits are refused', async () => {
    const large = await account.send(apiId, '/orders', {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    })
    assert.deepEqual([large.status, large.body], [413, '{"message":"Request Entity Too Large"}'])
    // Less, but more than Lambda's 6 MB as an event: 5 MB are more in base64.
    for (const [path, body] of [
      ['/orders', 'x'.repeat(6_400_000)],
      ['/first/1', Buffer.alloc(5_000_000)],
    ] as const) {
      const forFunction = await account.send(apiId, path, { method: 'POST', body })
      assert.deepEqual(
        [forFunction.status, forFunction.body],
        [413, '{"message":"Request Entity Too Large"}'],
      )
    }
    const { gateway } = account
    await gateway.updateStage({
      ApiId: apiId,
      StageName: '$default',
      RouteSettings: { 'POST /orders': { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 0.001 } },
    })
    const post = () => account.send(apiId, '/orders', { method: 'POST', body: '{"answer":{}}' })
    assert.equal((await post()).status, 200)
    const second = await post()
    assert.deepEqual([second.status, second.body], [429, '{"message":"Too Many Requests"}'])
    await gateway.deleteRouteSettings({ ApiId: apiId, StageName: '$default', RouteKey: 'POST /orders' })
    assert.equal((await post()).status, 200)
  })

  it('from other origins are answered by the rules of the API', async () => {
    const { gateway } = account
    await gateway.updateApi({
      ApiId: apiId,
      CorsConfiguration: {
        AllowOrigins: ['https://shop.example'],
        AllowMethods: ['GET', 'POST'],
        AllowHeaders: ['x-one'],
        MaxAge: 60,
        AllowCredentials: true,
      },
    })
    const origin = 'https://shop.example'
    const preflight = await account.send(apiId, '/nowhere/at/all', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers['access-control-allow-origin'], origin)
    assert.equal(preflight.headers['access-control-allow-methods'], 'GET,POST')
    assert.equal(preflight.headers['access-control-max-age'], '60')
    const answer = { statusCode: 200, headers: { 'access-control-allow-origin': '*' }, body: '' }
    const sent = { method: 'POST', body: JSON.stringify({ answer }) }
    const allowed = await account.send(apiId, '/orders', { ...sent, headers: { origin } })
    assert.equal(allowed.headers['access-control-allow-origin'], origin)
    assert.equal(allowed.headers['access-control-allow-credentials'], 'true')
    const other = await account.send(apiId, '/orders', {
      ...sent,
      headers: { origin: 'https://other.example' },
    })
    assert.equal(other.headers['access-control-allow-origin'], undefined)
    await gateway.deleteCorsConfiguration({ ApiId: apiId })
    const free = await account.send(apiId, '/orders', { ...sent, headers: { origin } })
    assert.equal(free.headers['access-control-allow-origin'], '*')
  })

  it('show a deployment until there is another', async () => {
    const { gateway } = account
    const { ApiId = '' } = await gateway.createApi({ Name: 'by hand', ProtocolType: 'HTTP' })
    await account.route(ApiId, 'GET /one', 'f')
    await gateway.createStage({ ApiId, StageName: 'prod' })
    assert.equal((await account.send(ApiId, '/prod/one')).status, 404)
    await gateway.createDeployment({ ApiId, StageName: 'prod' })
    assert.equal((await account.send(ApiId, '/prod/one')).status, 200)
    await account.route(ApiId, 'GET /two', 'f')
    assert.equal((await account.send(ApiId, '/prod/two')).status, 404)
    await gateway.createDeployment({ ApiId, StageName: 'prod' })
    assert.equal((await account.send(ApiId, '/prod/two')).status, 200)
  })

  it('need the function’s consent', async () => {
    await account.makeFunction('closed', obedient)
    await account.lambda.removePermission({ FunctionName: 'closed', StatementId: 'apis' })
    await account.route(apiId, 'GET /closed/{id}', 'closed')
    const reply = await account.send(apiId, '/closed/1')
    assert.deepEqual([reply.status, reply.body], [500, '{"message":"Internal Server Error"}'])
    await account.lambda.addPermission({
      FunctionName: 'closed',
      StatementId: 'this-route',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:us-east-1:${account.id}:${apiId}/*/*/closed/{id}`,
    })
    assert.equal((await account.send(apiId, '/closed/1')).status, 200)
  })

  it('reach APIs by names of one’s own', async () => {
    const { gateway } = account
    await gateway.createDomainName({ DomainName: 'api.shop.example' })
    await gateway.createApiMapping({
      DomainName: 'api.shop.example',
      ApiId: apiId,
      Stage: '$default',
      ApiMappingKey: 'v2',
    })
    const long = {
      DomainName: 'api.shop.example',
      ApiId: apiId,
      Stage: '$default',
      ApiMappingKey: 'k'.repeat(301),
    }
    await refused(gateway.createApiMapping(long), 'BadRequestException')
    const reply = await account.sendTo('api.shop.example', '/v2/pets/dog/1')
    const found = JSON.parse(reply.body) as Event2
    assert.equal(found.routeKey, 'GET /pets/dog/1')
    assert.equal(found.requestContext.domainName, 'api.shop.example')
    assert.equal(found.rawPath, '/pets/dog/1')
    const first = await account.sendTo('api.shop.example', '/v2/first/7')
    assert.equal((JSON.parse(first.body) as { path: string }).path, '/v2/first/7')
    assert.equal((await account.sendTo('api.shop.example', '/v3/pets')).status, 404)
  })
})
