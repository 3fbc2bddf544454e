/**
 * Requests to REST APIs with functions as proxies. Sources: API Gateway Developer Guide, "Set up Lambda proxy integrations in API Gateway",
 * "Gateway response types"; events as public conformance tests recorded them of AWS (localstack/localstack:
 * tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json).
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { obedientPython, ServingAccount } from './serving.ts'

describe('proxies of REST APIs', () => {
  const server = testServer()
  let account: ServingAccount
  let api: string

  before(async () => {
    account = new ServingAccount(server)
    await account.makeFunction('obedient', { 'index.py': obedientPython })
    api = (await account.api('proxies')).restApiId
    await account.put(api, 'ANY /{proxy+}', { integration: account.proxy('obedient') })
    await account.put(api, 'GET /pets/{id}', { integration: account.proxy('obedient') })
    await account.put(api, 'POST /pets/{id}/food', { integration: account.proxy('obedient') })
    await account.put(api, 'POST /wrong', {
      integration: { ...account.proxy('obedient'), integrationHttpMethod: 'GET' },
    })
    await account.put(api, 'POST /absent', { integration: account.proxy('absent') })
    await account.gateway.updateRestApi({
      restApiId: api,
      patchOperations: [{ op: 'add', path: '/binaryMediaTypes/image~1png' }],
    })
    await account.deploy(api)
  })

  const answer = (given: object) =>
    account.send(api, '/prod/x', { method: 'POST', body: JSON.stringify({ answer: given }) })

  it('give functions the event, field for field', async () => {
    const reply = await account.send(api, '/prod/pets/a%20b?x=1&y=a+b&x=2', {
      headers: { 'tEsT-HEADeR': 'aValUE', 'User-Agent': 'tests', 'X-Multi': ['one', 'two'] },
    })
    assert.equal(reply.status, 200, reply.body)
    const event = JSON.parse(reply.body) as Record<string, unknown>
    const { requestContext, headers, multiValueHeaders, ...rest } = event as {
      requestContext: Record<string, unknown>
      headers: Record<string, string>
      multiValueHeaders: Record<string, string[]>
    }
    assert.deepEqual(rest, {
      resource: '/pets/{id}',
      path: '/pets/a%20b',
      httpMethod: 'GET',
      queryStringParameters: { x: '2', y: 'a b' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['a b'] },
      pathParameters: { id: 'a%20b' },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    })
    assert.equal(headers['tEsT-HEADeR'], 'aValUE')
    assert.equal(headers['X-Multi'], 'two')
    assert.deepEqual(multiValueHeaders['X-Multi'], ['one', 'two'])
    assert.match(headers['X-Amzn-Trace-Id'] ?? '', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
    assert.deepEqual(Object.keys(headers).sort(), [
      'Host',
      'User-Agent',
      'X-Amzn-Trace-Id',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
      'X-Multi',
      'tEsT-HEADeR',
    ])
    const {
      requestId,
      extendedRequestId,
      requestTime,
      requestTimeEpoch,
      resourceId,
      deploymentId,
      ...context
    } = requestContext
    assert.deepEqual(context, {
      accountId: account.id,
      apiId: api,
      domainName: `${api}.execute-api.us-east-1.localhost`,
      domainPrefix: api,
      httpMethod: 'GET',
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '127.0.0.1',
        user: null,
        userAgent: 'tests',
        userArn: null,
      },
      path: '/prod/pets/a%20b',
      protocol: 'HTTP/1.1',
      resourcePath: '/pets/{id}',
      stage: 'prod',
    })
    assert.equal(reply.headers['x-amzn-requestid'], requestId)
    assert.equal(reply.headers['x-amz-apigw-id'], extendedRequestId)
    assert.match(String(requestTime), /^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
    assert.equal(typeof requestTimeEpoch, 'number')
    assert.match(String(resourceId), /^\w{6,10}$/)
    assert.match(String(deploymentId), /^\w{6,10}$/)
    assert.equal(reply.headers['content-type'], 'application/json')
  })

  it('find the most specific resource, whatever slash ends the path', async () => {
    const seen = async (path: string, method = 'GET') => {
      const { body } = await account.send(api, path, { method, ...(method === 'GET' ? {} : { body: '{}' }) })
      const { resource, path: shown, pathParameters } = JSON.parse(body) as Record<string, unknown>
      return [resource, shown, pathParameters]
    }
    assert.deepEqual(await seen('/prod/pets/7/'), ['/pets/{id}', '/pets/7/', { id: '7' }])
    assert.deepEqual(await seen('/prod/test-path/'), ['/{proxy+}', '/test-path/', { proxy: 'test-path' }])
    const email = 'api/test%2Balias@gmail.com/plus/test+alias@gmail.com'
    assert.deepEqual(await seen(`/prod/${email}`), ['/{proxy+}', `/${email}`, { proxy: email }])
    assert.deepEqual(await seen('/prod/pets/7/food', 'POST'), [
      '/pets/{id}/food',
      '/pets/7/food',
      { id: '7' },
    ])
    assert.deepEqual(await seen('/prod/pets/7/toys'), ['/{proxy+}', '/pets/7/toys', { proxy: 'pets/7/toys' }])
    // A method that the resource does not have is looked for in less specific ones.
    assert.deepEqual(await seen('/prod/pets/7', 'POST'), ['/{proxy+}', '/pets/7', { proxy: 'pets/7' }])
  })

  it('are reached by host and by path', async () => {
    for (const path of [
      `/_aws/execute-api/${api}/prod/pets/7`,
      `/restapis/${api}/prod/_user_request_/pets/7`,
    ]) {
      const reply = await account.sendTo(`localhost:${server.port}`, path)
      const event = JSON.parse(reply.body) as { path: string; requestContext: { path: string } }
      assert.deepEqual([event.path, event.requestContext.path], ['/pets/7', '/prod/pets/7'])
    }
  })

  it('tell functions the path as it was asked under a name of one’s own', async () => {
    const { gateway } = account
    const domainName = 'proxies.shop.example'
    const asked = { domainName, regionalCertificateArn: `arn:aws:acm:us-east-1:${account.id}:certificate/x` }
    await gateway.createDomainName({ ...asked, endpointConfiguration: { types: ['REGIONAL'] } })
    await gateway.createBasePathMapping({ domainName, restApiId: api })
    await gateway.createBasePathMapping({ domainName, restApiId: api, basePath: 'v1', stage: 'prod' })
    const paths = async (path: string) => {
      const event = JSON.parse((await account.sendTo(domainName, path)).body) as {
        path: string
        requestContext: { path: string }
      }
      return [event.path, event.requestContext.path]
    }
    assert.deepEqual(await paths('/v1/pets/7'), ['/v1/pets/7', '/v1/pets/7'])
    // A mapping without a stage takes it from the path, where it stays.
    assert.deepEqual(await paths('/prod/pets/7'), ['/prod/pets/7', '/prod/pets/7'])
  })

  it('refuse what no method is for', async () => {
    const root = await account.send(api, '/prod')
    assert.deepEqual([root.status, root.body], [403, '{"message":"Missing Authentication Token"}'])
    assert.equal(root.headers['x-amzn-errortype'], 'MissingAuthenticationTokenException')
    assert.match(String(root.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
    assert.match(String(root.headers['x-amz-apigw-id']), /=$/)
    const stage = await account.send(api, '/none/pets/7')
    assert.deepEqual([stage.status, stage.body], [403, '{"message":"Forbidden"}'])
    assert.equal(stage.headers['x-amzn-errortype'], 'ForbiddenException')
    const none = await account.send('zzzzzzzzzz', '/prod/x')
    assert.deepEqual([none.status, none.body], [403, '{"message":"Forbidden"}'])
  })

  it('answer as functions say', async () => {
    const full = await answer({
      statusCode: '201',
      headers: {
        'X-One': 'a',
        'Content-Type': 'text/plain',
        Date: 'today',
        'X-Number': 5,
        'x-amzn-RequestId': 'own',
        'set-cookie': 'c=3',
        'x-both': 'one',
      },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-Both': ['two', 'one'] },
      body: 'héllo',
    })
    assert.deepEqual([full.status, full.body], [201, 'héllo'])
    assert.equal(full.headers['x-one'], 'a')
    assert.equal(full.headers['x-number'], '5')
    assert.equal(full.headers['x-amzn-remapped-date'], 'today')
    assert.equal(full.headers['x-amzn-remapped-x-amzn-requestid'], 'own')
    assert.match(String(full.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
    assert.equal(full.headers['content-type'], 'text/plain')
    assert.deepEqual(full.headers['set-cookie'], ['a=1', 'b=2', 'c=3'])
    assert.equal(full.headers['x-both'], 'two, one')
    assert.match(String(full.headers['x-amz-apigw-id']), /^[\w-]{15}=$/)
    assert.match(String(full.headers['x-amzn-trace-id']), /^Root=1-/)
    const empty = await answer({})
    assert.deepEqual([empty.status, empty.body, empty.headers['content-type']], [200, '', 'application/json'])
  })

  it('answer 502 for what is no answer', async () => {
    for (const malformed of [
      { hello: 'world' },
      { statusCode: 200, body: { a: 1 } },
      { statusCode: 'many' },
      { statusCode: 200, headers: ['x'] },
      { statusCode: 200, headers: { x: { y: 1 } } },
      { statusCode: 200, headers: { x: 'a\r\nSet-Cookie: b' } },
      { statusCode: 200, multiValueHeaders: { x: 'a' } },
      { statusCode: 42 },
      'text',
      7,
    ]) {
      const reply = await answer(malformed as object)
      assert.deepEqual(
        [reply.status, reply.body],
        [502, '{"message": "Internal server error"}'],
        JSON.stringify(malformed),
      )
      assert.equal(reply.headers['x-amzn-errortype'], 'InternalServerErrorException')
    }
    const failed = await account.send(api, '/prod/x', { method: 'POST', body: '{"fail":"oh"}' })
    assert.deepEqual([failed.status, failed.body], [502, '{"message": "Internal server error"}'])
  })

  it('answer 500 where the function cannot be invoked', async () => {
    for (const path of ['/prod/wrong', '/prod/absent']) {
      const reply = await account.send(api, path, { method: 'POST', body: '{}' })
      assert.deepEqual([reply.status, reply.body], [500, '{"message": "Internal server error"}'], path)
    }
  })

  it('wait for functions as long as the integration says', async () => {
    await account.makeFunction('sleepy', {
      'index.py': 'import time\n\ndef handler(event, context):\n    time.sleep(5)\n',
    })
    const sleepy = (await account.api('sleepy')).restApiId
    for (const [path, more] of [
      ['/proxy', account.proxy('sleepy')],
      ['/custom', { type: 'AWS', integrationHttpMethod: 'POST', uri: account.functionUri('sleepy') }],
    ] as const)
      await account.put(sleepy, `GET ${path}`, {
        integration: { ...more, timeoutInMillis: 60 },
        responses: { '200': {} },
      })
    await account.deploy(sleepy)
    for (const path of ['/prod/proxy', '/prod/custom']) {
      const reply = await account.send(sleepy, path)
      assert.deepEqual([reply.status, reply.body], [504, '{"message": "Endpoint request timed out"}'])
      assert.equal(reply.headers['x-amzn-errortype'], 'InternalServerErrorException')
    }
  })

  it('are not there where the address is switched off', async () => {
    const off = (await account.api('off')).restApiId
    await account.put(off, 'GET /x', { integration: account.proxy('obedient') })
    await account.deploy(off)
    assert.equal((await account.send(off, '/prod/x')).status, 200)
    await account.gateway.updateRestApi({
      restApiId: off,
      patchOperations: [{ op: 'replace', path: '/disableExecuteApiEndpoint', value: 'true' }],
    })
    const reply = await account.send(off, '/prod/x')
    assert.deepEqual([reply.status, reply.body], [403, '{"message":"Forbidden"}'])
  })

  it('carry bytes of binary types', async () => {
    const bytes = Buffer.from([0, 255, 1, 254])
    const sent = await account.send(api, '/prod/x', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: bytes,
    })
    const event = JSON.parse(sent.body) as { body: string; isBase64Encoded: boolean }
    assert.deepEqual([event.body, event.isBase64Encoded], [bytes.toString('base64'), true])
    const given = {
      statusCode: 200,
      headers: { 'content-type': 'image/png' },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    }
    const body = JSON.stringify({ answer: given })
    const taken = await account.send(api, '/prod/x', {
      method: 'POST',
      body,
      headers: { accept: 'image/png, text/html' },
    })
    assert.deepEqual(taken.bytes, bytes)
    const untaken = await account.send(api, '/prod/x', {
      method: 'POST',
      body,
      headers: { accept: 'text/html, image/png' },
    })
    assert.equal(untaken.body, bytes.toString('base64'))
  })

  it('refuse bodies that are too large', async () => {
    const reply = await account.send(api, '/prod/x', {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    })
    // Told as text, and what is too much for a function alone as JSON: as users of AWS have published (2021).
    assert.deepEqual([reply.status, reply.body], [413, 'HTTP content length exceeded 10485760 bytes.'])
    const forFunction = await account.send(api, '/prod/x', { method: 'POST', body: 'x'.repeat(6_400_000) })
    assert.deepEqual([forFunction.status, forFunction.body], [413, '{"message": "Request Too Long"}'])
    assert.equal(forFunction.headers['x-amzn-errortype'], 'BadRequestException')
  })
})
