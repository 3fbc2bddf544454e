/**
 * Requests to function URLs. Sources: Lambda Developer Guide, "Invoking Lambda function URLs", "Control access to Lambda function
 * URLs"; answers of AWS recorded in localstack/localstack:tests/aws/services/lambda_/test_lambda.py (TestLambdaURL, 2025).
 */
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { before, describe, it } from 'node:test'
import type { CreateFunctionUrlConfigRequest } from '@aws-sdk/client-lambda'
import { type Reply, type Sent, sendAsHost } from '../../support/send-as-host.ts'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { type Account, makeActive, makeFunction, newAccount, untilActive } from './support.ts'

const echo = 'def handler(event, context):\n    return {"event": event, "id": context.aws_request_id}\n'

describe('requests to function URLs', () => {
  const server = testServer()
  let account: Account

  /** Sends a request to this server, with the host of a URL. */
  function send(
    url: string,
    { path = '/', ...sent }: Sent & { readonly path?: string } = {},
  ): Promise<Reply> {
    return sendAsHost(server.port, new URL(url).host, path, sent)
  }

  async function urlFor(name: string, more: Partial<CreateFunctionUrlConfigRequest> = {}): Promise<string> {
    const { lambda } = account
    const made = await lambda.createFunctionUrlConfig({ FunctionName: name, AuthType: 'NONE', ...more })
    if (made.AuthType === 'NONE') {
      const Qualifier = more.Qualifier === undefined ? {} : { Qualifier: more.Qualifier }
      const everybody = { FunctionName: name, Principal: '*', ...Qualifier }
      await lambda.addPermission({
        ...everybody,
        StatementId: 'url',
        Action: 'lambda:InvokeFunctionUrl',
        FunctionUrlAuthType: 'NONE',
      })
      await lambda.addPermission({
        ...everybody,
        StatementId: 'function',
        Action: 'lambda:InvokeFunction',
        InvokedViaFunctionUrl: true,
      })
    }
    return made.FunctionUrl ?? ''
  }

  /** A URL of a Python function that answers what this expression says. */
  async function answering(name: string, expression: string): Promise<string> {
    await makeActive(account, name, `def handler(event, context):\n    return ${expression}\n`)
    return urlFor(name)
  }

  let echoUrl = ''
  before(async () => {
    account = newAccount(server)
    await makeActive(account, 'echo', echo)
    echoUrl = await urlFor('echo')
  })

  it('reach the function as events of payload format 2.0', async () => {
    const reply = await send(echoUrl, {
      method: 'POST',
      path: '/my/p%20ath?parameter1=value1&parameter1=value%202&parameter2=value&empty',
      headers: {
        'content-type': 'application/json',
        'ExTrA-HeadErs': 'With WeiRd CapS',
        'user-agent': 'test/echo',
        header2: ['value1', 'value2'],
        cookie: 'cookie1=a; cookie2=b',
      },
      body: '{"foo":"bär"}',
    })
    assert.equal(reply.status, 200)
    assert.equal(reply.headers['content-type'], 'application/json')
    const { event, id } = JSON.parse(reply.body)
    const { host } = new URL(echoUrl)
    const apiId = host.split('.')[0]
    const { time, timeEpoch, ...context } = event.requestContext
    const { 'x-amzn-trace-id': trace, ...headers } = event.headers
    assert.match(trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/)
    assert.match(time, /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
    assert.ok(Math.abs(Date.now() - timeEpoch) < 60_000)
    assert.equal(reply.headers['x-amzn-requestid'], id)
    assert.deepEqual(
      { ...event, requestContext: context, headers },
      {
        version: '2.0',
        routeKey: '$default',
        rawPath: '/my/p%20ath',
        rawQueryString: 'parameter1=value1&parameter1=value%202&parameter2=value&empty',
        cookies: ['cookie1=a', 'cookie2=b'],
        headers: {
          host,
          'content-type': 'application/json',
          'extra-headers': 'With WeiRd CapS',
          'user-agent': 'test/echo',
          header2: 'value1,value2',
          'content-length': '14',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-port': String(server.port),
          'x-forwarded-proto': 'http',
        },
        queryStringParameters: { parameter1: 'value1,value 2', parameter2: 'value', empty: '' },
        requestContext: {
          accountId: 'anonymous',
          apiId,
          domainName: host.split(':')[0],
          domainPrefix: apiId,
          http: {
            method: 'POST',
            path: '/my/p%20ath',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'test/echo',
          },
          requestId: id,
          routeKey: '$default',
          stage: '$default',
        },
        body: '{"foo":"bär"}',
        isBase64Encoded: false,
      },
    )
  })

  it('bring binary bodies, forms and bodies of no type in base64, and none when there is none', async () => {
    const types: ReadonlyArray<[string | undefined, boolean]> = [
      ['text/plain', false],
      ['application/xml; charset=utf-8', false],
      ['application/vnd.api+json', false],
      ['application/x-www-form-urlencoded', true],
      ['multipart/form-data; boundary=x', true],
      ['application/octet-stream', true],
      [undefined, true],
    ]
    for (const [type, encoded] of types) {
      const headers = type === undefined ? {} : { 'content-type': type }
      const { event } = JSON.parse((await send(echoUrl, { method: 'POST', headers, body: 'a=b' })).body)
      assert.deepEqual([type, event.isBase64Encoded], [type, encoded])
      assert.equal(event.body, encoded ? 'YT1i' : 'a=b')
    }
    const broken = { 'content-type': 'text/plain' }
    const bytes = Buffer.from([0xff, 0xfe])
    const { event } = JSON.parse((await send(echoUrl, { method: 'PUT', headers: broken, body: bytes })).body)
    assert.deepEqual([event.isBase64Encoded, event.body], [true, '//4='])
    const bare = JSON.parse((await send(echoUrl)).body).event
    assert.equal(bare.isBase64Encoded, false)
    assert.deepEqual(
      ['body', 'cookies', 'queryStringParameters', 'pathParameters'].filter((name) => name in bare),
      [],
    )
  })

  it('come by a path, too, and below any domain', async () => {
    const id = new URL(echoUrl).host.split('.')[0]
    const byPath = await send(`http://localhost:${server.port}/`, { path: `/_aws/lambda-url/${id}/a/b?c=d` })
    const { event } = JSON.parse(byPath.body)
    assert.deepEqual([event.rawPath, event.rawQueryString], ['/a/b', 'c=d'])
    assert.equal(event.requestContext.domainPrefix, id)
    const bare = await send(`http://localhost:${server.port}/`, { path: `/_aws/lambda-url/${id}` })
    assert.equal(JSON.parse(bare.body).event.rawPath, '/')
    const asAtAws = await send(`http://${id}.lambda-url.us-east-1.on.aws/`)
    assert.equal(asAtAws.status, 200)
    const elsewhere = await send(`http://${id}.lambda-url.eu-west-1.on.aws/`)
    assert.equal(elsewhere.status, 403)
    // Paths of this server's own, and what AWS's protocols read in requests, mean nothing here.
    const own = await send(echoUrl, { path: '/_lambent/health?Action=GetCallerIdentity&Version=2011-06-15' })
    assert.equal(JSON.parse(own.body).event.rawPath, '/_lambent/health')
  })

  it('are answered by what the function returns', async () => {
    const long = `{"statusCode": 201, "headers": {"Content-Type": "text/html", "X-Mine": "é", "n": 1, "Content-Length": "99"}, "cookies": ["a=b; Secure", "c=d"], "body": "<p>", "isBase64Encoded": False}`
    const cases: ReadonlyArray<[string, number, string, string]> = [
      ['{"hello": "wor ld", "n": 1.0}', 200, '{"hello":"wor ld","n":1.0}', 'application/json'],
      ['"hello"', 200, 'hello', 'application/json'],
      ['["hello", 3, True]', 200, '["hello",3,true]', 'application/json'],
      ['None', 200, 'null', 'application/json'],
      ['{"statusCode": "418", "body": "teapot"}', 418, 'teapot', 'application/json'],
      ['{"statusCode": 200, "body": "aMOk", "isBase64Encoded": True}', 200, 'hä', 'application/json'],
      [long, 201, '<p>', 'text/html'],
      ['{"statusCode": 204}', 204, '', 'application/json'],
    ]
    const source = `cases = [${cases.map(([value]) => value).join(', ')}]\ndef handler(event, context):\n    return cases[int(event["rawPath"][1:])]\n`
    await makeActive(account, 'answers', source)
    const url = await urlFor('answers')
    for (const [index, [value, status, body, type]] of cases.entries()) {
      const reply = await send(url, { path: `/${index}` })
      assert.deepEqual([value, reply.status, reply.body], [value, status, body])
      assert.equal(reply.headers['content-type'], type)
    }
    const { headers } = await send(url, { path: '/6' })
    assert.equal(Buffer.from(String(headers['x-mine']), 'latin1').toString('utf8'), 'é')
    assert.equal(headers.n, '1')
    assert.deepEqual(headers['set-cookie'], ['a=b; Secure', 'c=d'])
    assert.equal((await send(url, { path: '/6', method: 'HEAD' })).body, '')
  })

  it('get 502 for responses that are malformed, and for functions that fail', async () => {
    const malformed = [
      '{"statusCode": 99}',
      '{"statusCode": "ok"}',
      '{"statusCode": 200, "headers": {"a b": "c"}}',
      '{"statusCode": 200, "headers": {"x": "a\\r\\nset-cookie: b=c"}}',
      '{"statusCode": 200, "headers": "x"}',
      '{"statusCode": 200, "cookies": ["a\\nb"]}',
      '{"statusCode": 200, "body": "***", "isBase64Encoded": True}',
      'fail()',
      '__import__("os")._exit(3)',
    ]
    const source = `def handler(event, context):\n    return eval(event["headers"]["expression"])\n`
    await makeActive(account, 'malformed', source)
    const url = await urlFor('malformed')
    for (const expression of malformed) {
      const reply = await send(url, { headers: { expression } })
      assert.deepEqual([expression, reply.status, reply.body], [expression, 502, 'Internal Server Error'])
      assert.equal(reply.headers['content-type'], 'application/json')
    }
  })

  it('are refused where nobody allowed them', async () => {
    const unknown = await send(`http://0123456789abcdefghijklmnopqrstuv.lambda-url.us-east-1.on.aws/`)
    assert.deepEqual([unknown.status, unknown.body], [403, '{"Message":null}'])
    assert.equal(unknown.headers['x-amzn-errortype'], 'AccessDeniedException')
    const { lambda } = account
    await makeActive(account, 'closed', echo)
    const { FunctionUrl = '' } = await lambda.createFunctionUrlConfig({
      FunctionName: 'closed',
      AuthType: 'NONE',
    })
    const forbidden = await send(FunctionUrl)
    assert.equal(forbidden.status, 403)
    assert.match(forbidden.body, /^\{"Message":"Forbidden\. For troubleshooting/)
    // A permission for the other auth type is none.
    const permission = { FunctionName: 'closed', Action: 'lambda:InvokeFunctionUrl', Principal: '*' }
    await lambda.addPermission({ ...permission, StatementId: 'iam', FunctionUrlAuthType: 'AWS_IAM' })
    assert.equal((await send(FunctionUrl)).status, 403)
    await lambda.addPermission({ ...permission, StatementId: 'none', FunctionUrlAuthType: 'NONE' })
    assert.equal((await send(FunctionUrl)).status, 200)
    await lambda.removePermission({ FunctionName: 'closed', StatementId: 'none' })
    assert.equal((await send(FunctionUrl)).status, 403)
    await lambda.deleteFunctionUrlConfig({ FunctionName: 'closed' })
    assert.equal((await send(FunctionUrl)).body, '{"Message":null}')
  })

  it('with AWS_IAM are for who has signed them', async () => {
    await makeActive(account, 'signed', echo)
    const url = await urlFor('signed', { AuthType: 'AWS_IAM' })
    assert.equal((await send(url)).status, 403)
    const path = '/a?b=c'
    const reply = await send(url, { path, headers: signed(url, path, account.id) })
    assert.equal(reply.status, 200)
    const { requestContext } = JSON.parse(reply.body).event
    assert.equal(requestContext.accountId, account.id)
    assert.deepEqual(requestContext.authorizer, {
      iam: {
        accessKey: account.id,
        accountId: account.id,
        callerId: account.id,
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: `arn:aws:iam::${account.id}:root`,
        userId: account.id,
      },
    })
    const stranger = signed(url, path, '777777777777')
    assert.equal((await send(url, { path, headers: stranger })).status, 403)
    const { lambda } = account
    for (const Action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
      await lambda.addPermission({
        FunctionName: 'signed',
        StatementId: Action.slice(7),
        Action,
        Principal: '777777777777',
      })
    }
    assert.equal((await send(url, { path, headers: stranger })).status, 200)
  })

  it('reach the version that an alias names, by a URL of its own', async () => {
    const { lambda } = account
    await makeFunction(
      account,
      'aliased',
      { Publish: true },
      'def handler(event, context):\n    return context.invoked_function_arn\n',
    )
    await untilActive(account, 'aliased', '1')
    await lambda.createAlias({ FunctionName: 'aliased', Name: 'live', FunctionVersion: '1' })
    const url = await urlFor('aliased', { Qualifier: 'live' })
    assert.equal((await send(url)).body, account.arn('aliased', 'live'))
  })

  it('are held back by reserved concurrency, and refused when they are too large', async () => {
    const { lambda } = account
    const url = await answering('busy', '"x" * 6500000 if event["rawPath"] == "/large" else "ok"')
    const large = await send(url, { path: '/large' })
    assert.deepEqual([large.status, large.body], [502, 'Internal Server Error'])
    const sent = await send(url, { method: 'POST', body: Buffer.alloc(7_000_000) })
    assert.equal(sent.status, 413)
    // 5 MB are more than 6 MB in base64.
    assert.equal((await send(url, { method: 'POST', body: Buffer.alloc(5_000_000) })).status, 413)
    await lambda.putFunctionConcurrency({ FunctionName: 'busy', ReservedConcurrentExecutions: 0 })
    const held = await send(url)
    assert.equal(held.status, 429)
    assert.equal(JSON.parse(held.body).Reason, 'ReservedFunctionConcurrentInvocationLimitExceeded')
    assert.equal(held.headers['x-amzn-errortype'], 'TooManyRequestsException')
  })

  it("from other origins go by the URL's rules", async () => {
    await makeActive(
      account,
      'cors',
      'def handler(event, context):\n    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "http://mine", "x": "y"}, "body": event["requestContext"]["http"]["method"]}\n',
    )
    const url = await urlFor('cors', {
      Cors: {
        AllowOrigins: ['https://a.example'],
        AllowMethods: ['GET', 'PUT'],
        AllowHeaders: ['X-One', 'content-type'],
        ExposeHeaders: ['x'],
        AllowCredentials: true,
        MaxAge: 60,
      },
    })
    const asking = (origin: string, method: string, names = 'x-one') =>
      send(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': names },
      })
    const allowed = await asking('https://a.example', 'PUT')
    assert.deepEqual([allowed.status, allowed.body], [200, ''])
    assert.equal(allowed.headers['access-control-allow-origin'], 'https://a.example')
    assert.equal(allowed.headers['access-control-allow-methods'], 'GET,PUT')
    assert.equal(allowed.headers['access-control-allow-headers'], 'X-One,content-type')
    assert.equal(allowed.headers['access-control-allow-credentials'], 'true')
    assert.equal(allowed.headers['access-control-max-age'], '60')
    for (const refused of [
      await asking('https://b.example', 'PUT'),
      await asking('https://a.example', 'DELETE'),
      await asking('https://a.example', 'PUT', 'x-two'),
    ])
      assert.equal(refused.headers['access-control-allow-origin'], undefined)
    const answered = await send(url, { headers: { origin: 'https://a.example' } })
    assert.equal(answered.headers['access-control-allow-origin'], 'https://a.example')
    assert.equal(answered.headers['access-control-expose-headers'], 'x')
    assert.deepEqual([answered.headers.x, answered.body], ['y', 'GET'])
    const other = await send(url, { headers: { origin: 'https://b.example' } })
    assert.equal(other.headers['access-control-allow-origin'], undefined)
    // A URL without rules leaves preflights to its function.
    const left = await send(echoUrl, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'PUT' },
    })
    assert.equal(JSON.parse(left.body).event.requestContext.http.method, 'OPTIONS')
  })

  it('are answered piece by piece where the function streams', async () => {
    const code = `
exports.http = awslambda.streamifyResponse(async (event, out) => {
  const stream = awslambda.HttpResponseStream.from(out, { statusCode: 201, headers: { 'x-a': 'b', 'content-type': 'text/event-stream' }, cookies: ['c=d', 'e=f'] })
  stream.write('one ')
  await new Promise((resolve) => setTimeout(resolve, 20))
  stream.write('two')
  if (event.rawPath === '/fails') throw new Error('midway')
  stream.end()
})
exports.plain = awslambda.streamifyResponse(async (event, out) => {
  out.setContentType('text/plain')
  out.write(event.rawPath)
  out.end()
})
exports.whole = async () => ({ statusCode: 404, body: 'whole' })
exports.fails = awslambda.streamifyResponse(async () => { throw new Error('at once') })
`
    const zip = zipOf({ 'index.js': code })
    const made = async (name: string) => {
      await makeFunction(account, name, {
        Runtime: 'nodejs24.x',
        Handler: `index.${name}`,
        Code: { ZipFile: zip },
      })
      await untilActive(account, name)
      return urlFor(name, { InvokeMode: 'RESPONSE_STREAM' })
    }
    const [http, plain, whole, fails] = await Promise.all(['http', 'plain', 'whole', 'fails'].map(made))
    const streamed = await send(http ?? '')
    assert.deepEqual([streamed.status, streamed.body], [201, 'one two'])
    assert.deepEqual([streamed.headers['x-a'], streamed.headers['content-type']], ['b', 'text/event-stream'])
    assert.deepEqual(streamed.headers['set-cookie'], ['c=d', 'e=f'])
    assert.equal(streamed.headers['transfer-encoding'], 'chunked')
    const text = await send(plain ?? '', { path: '/x' })
    assert.deepEqual([text.status, text.headers['content-type'], text.body], [200, 'text/plain', '/x'])
    const raw = await send(whole ?? '')
    assert.deepEqual([raw.status, raw.body], [200, '{"statusCode":404,"body":"whole"}'])
    assert.equal((await send(fails ?? '')).status, 502)
    // Half an answer is never taken for a whole one.
    await assert.rejects(send(http ?? '', { path: '/fails' }), /aborted|ECONNRESET/)
  })
})

/** Headers of a request that is signed by Signature Version 4. Source: IAM User Guide, "Create a signed AWS API request". */
function signed(url: string, path: string, accessKeyId: string): Record<string, string> {
  const { host } = new URL(url)
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const scope = `${date.slice(0, 8)}/us-east-1/lambda/aws4_request`
  const [plainPath = '/', query = ''] = path.split('?')
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const canonical = `GET\n${plainPath}\n${query}\nhost:${host}\nx-amz-date:${date}\n\nhost;x-amz-date\n${hash('')}`
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const day = hmac('AWS4secret', date.slice(0, 8))
  const key = hmac(hmac(hmac(day, 'us-east-1'), 'lambda'), 'aws4_request')
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash(canonical)}`).toString('hex')
  return {
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  }
}
