/**
 * Integrations that map what they are sent and what they answer. Sources: API Gateway Developer Guide, "Set up Lambda custom integrations",
 * "Set up HTTP integrations", "Set up mock integrations", "Integration request passthrough behavior", "Parameter mapping source reference",
 * "Use a mapping template to override an API's request and response parameters and status codes".
 */
import assert from 'node:assert/strict'
import { createSign, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { commonName, selfSigned } from '../../../src/services/apigateway/domain/certificate.ts'
import { testServer } from '../../support/server.ts'
import { echoPython, ServingAccount } from './serving.ts'

/** Bytes that are no text. */
const picture = Buffer.from([137, 80, 78, 71, 0, 255, 254])

describe('integrations of REST APIs', () => {
  const server = testServer()
  let account: ServingAccount
  let api: string
  let backend: Server
  let address: string
  const json = 'application/json'

  before(async () => {
    account = new ServingAccount(server)
    await account.makeFunction('echo', { 'index.py': echoPython })
    api = (await account.api('mapped')).restApiId
    backend = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method, url = '', headers } = request
        if (url.includes('slow')) return
        if (url.includes('picture')) {
          response.writeHead(200, { 'content-type': url.includes('text') ? 'text/plain' : 'image/png' })
          response.end(url.includes('text') ? picture.toString('base64') : picture)
          return
        }
        response.writeHead(url.includes('teapot') ? 418 : 200, {
          'content-type': json,
          'x-from': 'backend',
          server: 'backend',
          'set-cookie': ['a=1', 'b=2'],
        })
        response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') }))
      })
    })
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`
  })
  after(() => {
    backend.closeAllConnections()
    backend.close()
  })

  const post = (path: string, body: object | string, headers: Record<string, string> = {}) =>
    account.send(api, path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers,
    })

  it('answer for functions by templates, patterns and parameters', async () => {
    await account.put(api, 'POST /custom/{id}', {
      integration: {
        type: 'AWS',
        integrationHttpMethod: 'POST',
        uri: account.functionUri('echo'),
        requestTemplates: {
          [json]: `#set($in = $input.path('$'))
{ "id": "$input.params('id')", "name": $input.json('$.name'), "stage": "$context.stage"#if($in.fail), "fail": "$in.fail"#end }`,
        },
      },
      responses: {
        '201': {
          responseTemplates: { [json]: `{"got": $input.json('$.name')}` },
          responseParameters: {
            'method.response.header.X-Id': 'integration.response.body.id',
            'method.response.header.X-Static': "'static'",
            'method.response.header.X-Stage': 'context.stage',
            'method.response.header.X-Injected': 'integration.response.body.name',
          },
        },
        '400': {
          selectionPattern: '.*Bad.*',
          responseTemplates: { [json]: `{"error": $input.json('$.errorMessage')}` },
        },
        '418': {
          selectionPattern: 'Override',
          responseTemplates: {
            [json]:
              '#set($context.responseOverride.status = 409)#set($context.responseOverride.header.X-Why = "override")no',
          },
        },
      },
    })
    await account.deploy(api)
    const good = await post('/prod/custom/7', { name: 'rex' })
    assert.deepEqual([good.status, good.body], [201, '{"got": "rex"}'])
    assert.equal(good.headers['x-id'], '7')
    assert.equal(good.headers['x-static'], 'static')
    assert.equal(good.headers['x-stage'], 'prod')
    const bad = await post('/prod/custom/7', { name: 'rex', fail: 'Very Bad thing' })
    assert.deepEqual([bad.status, bad.body], [400, '{"error": "Very Bad thing"}'])
    const over = await post('/prod/custom/7', { name: 'rex', fail: 'Override' })
    assert.deepEqual([over.status, over.body, over.headers['x-why']], [409, 'no', 'override'])
    const injected = await post('/prod/custom/7', { name: 'a\r\nSet-Cookie: b' })
    assert.equal(injected.status, 201)
    assert.equal(injected.headers['x-injected'], undefined)
    assert.equal(injected.headers['set-cookie'], undefined)
    const notJson = await post('/prod/custom/7', 'plain')
    assert.equal(notJson.status, 400)
    assert.match(notJson.body, /^\{"message":"Could not parse request body into json: /)
  })

  it('invoke functions for their own sake', async () => {
    await account.put(api, 'POST /async', {
      integration: {
        type: 'AWS',
        integrationHttpMethod: 'POST',
        uri: account.functionUri('echo'),
        requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
      },
      responses: { '202': {} },
    })
    await account.deploy(api)
    const reply = await post('/prod/async', { a: 1 })
    assert.deepEqual([reply.status, reply.body], [202, ''])
  })

  it('answer by themselves', async () => {
    await account.put(api, 'OPTIONS /mock', {
      integration: { requestTemplates: { [json]: '{"statusCode": 204}' } },
      responses: {
        '204': {
          responseParameters: {
            'method.response.header.Access-Control-Allow-Origin': "'*'",
            'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
            'method.response.header.Access-Control-Allow-Headers': "'Content-Type,Authorization'",
          },
        },
      },
    })
    await account.put(api, 'GET /mock', {
      integration: {
        requestTemplates: {
          [json]: `#if($input.params('fail') == "yes"){statusCode: 500}#else{"statusCode": 200}#end`,
        },
      },
      responses: {
        '200': {
          responseTemplates: {
            [json]: '{"id": "$context.requestId", "missing": "$context.authorizer.principalId"}',
          },
        },
        '500': { selectionPattern: '5\\d{2}', responseTemplates: { [json]: 'broken' } },
      },
    })
    await account.put(api, 'GET /unsaid', {
      integration: { requestTemplates: { [json]: '{}' } },
      responses: { '200': {} },
    })
    await account.put(api, 'GET /endless', {
      integration: {
        requestTemplates: {
          [json]: '#foreach($a in [1..999])#foreach($b in [1..999])#foreach($c in [1..999])$c#end#end#end',
        },
      },
      responses: { '200': {} },
    })
    await account.deploy(api)
    const preflight = await account.send(api, '/prod/mock', {
      method: 'OPTIONS',
      headers: { origin: 'http://a' },
    })
    assert.deepEqual([preflight.status, preflight.body], [204, ''])
    assert.equal(preflight.headers['access-control-allow-origin'], '*')
    assert.equal(preflight.headers['access-control-allow-methods'], 'GET,OPTIONS')
    const good = await account.send(api, '/prod/mock')
    assert.deepEqual(JSON.parse(good.body), { id: good.headers['x-amzn-requestid'], missing: '' })
    const broken = await account.send(api, '/prod/mock?fail=yes')
    assert.deepEqual([broken.status, broken.body], [500, 'broken'])
    for (const path of ['/prod/unsaid', '/prod/endless']) {
      const reply = await account.send(api, path)
      assert.deepEqual([reply.status, reply.body], [500, '{"message": "Internal server error"}'])
    }
  })

  it('take bodies of types without a template as they say', async () => {
    const behaviors = { WHEN_NO_MATCH: 200, WHEN_NO_TEMPLATES: 415, NEVER: 415 }
    for (const passthroughBehavior of Object.keys(behaviors))
      await account.put(api, `POST /pass-${passthroughBehavior.toLowerCase()}`, {
        integration: {
          type: 'HTTP',
          integrationHttpMethod: 'POST',
          uri: `${address}/plain`,
          passthroughBehavior,
          requestTemplates: { [json]: 'mapped' },
        },
        responses: { '200': {} },
      })
    await account.deploy(api)
    for (const [behavior, status] of Object.entries(behaviors)) {
      const path = `/prod/pass-${behavior.toLowerCase()}`
      const mapped = await post(path, 'x')
      assert.equal((JSON.parse(mapped.body) as { body: string }).body, 'mapped')
      const other = await post(path, 'plain', { 'content-type': 'text/plain' })
      assert.equal(other.status, status, behavior)
      if (status === 415) assert.equal(other.body, '{"message":"Unsupported Media Type"}')
      else assert.equal((JSON.parse(other.body) as { body: string }).body, 'plain')
    }
  })

  it('know who sends, as the front end tells it', async () => {
    const template = `{"for":"$input.params('X-Forwarded-For')","proto":"$input.params().header.get('X-Forwarded-Proto')"}`
    const { restApiId } = await account.api('told')
    await account.put(restApiId, 'GET /from', {
      method: { requestParameters: { 'method.request.header.X-Forwarded-For': false } },
      integration: {
        type: 'HTTP_PROXY',
        integrationHttpMethod: 'GET',
        uri: `${address}/`,
        requestParameters: { 'integration.request.header.x-client': 'method.request.header.X-Forwarded-For' },
      },
    })
    await account.put(restApiId, 'GET /told', {
      integration: { type: 'MOCK', requestTemplates: { [json]: '{"statusCode":200}' } },
      responses: { '200': { responseTemplates: { [json]: template } } },
    })
    await account.deploy(restApiId)
    const headers = { 'x-forwarded-for': '192.0.2.7' }
    const told = await account.send(restApiId, '/prod/told', { headers })
    assert.deepEqual(JSON.parse(told.body), { for: '192.0.2.7, 127.0.0.1', proto: 'http' })
    const from = await account.send(restApiId, '/prod/from', { headers })
    const sent = (JSON.parse(from.body) as { headers: Record<string, string> }).headers
    assert.equal(sent['x-client'], '192.0.2.7, 127.0.0.1')
  })

  it('show the certificate of their stage by TLS, and believe whom they are told to', async (t) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const facts = {
      serial: Uint8Array.of(1),
      name: [[commonName, 'localhost']] as const,
      notBefore: Date.now() - 60_000,
      notAfter: Date.now() + 3_600_000,
      subjectKey: publicKey.export({ type: 'spki', format: 'der' }),
    }
    const der = selfSigned(facts, (bytes) => createSign('sha256').update(bytes).sign(privateKey))
    const identity = {
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: new X509Certificate(der).toString(),
    }
    const secure = createSecureServer(
      { ...identity, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        const shown = (request.socket as TLSSocket).getPeerX509Certificate()
        response.end(shown?.toString() ?? 'nothing')
      },
    )
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    t.after(() => {
      secure.closeAllConnections()
      secure.close()
    })
    const uri = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`
    const integration = { type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri } as const
    const { restApiId } = await account.api('secured')
    await account.put(restApiId, 'GET /believing', {
      integration: { ...integration, tlsConfig: { insecureSkipVerification: true } },
    })
    await account.put(restApiId, 'GET /doubting', { integration })
    await account.deploy(restApiId)
    assert.equal((await account.send(restApiId, '/prod/believing')).body, 'nothing')
    const doubted = await account.send(restApiId, '/prod/doubting')
    assert.deepEqual(
      [doubted.status, doubted.body],
      [504, '{"message": "Network error communicating with endpoint"}'],
    )
    const { clientCertificateId: value, pemEncodedCertificate } =
      await account.gateway.generateClientCertificate({})
    await account.gateway.updateStage({
      restApiId,
      stageName: 'prod',
      patchOperations: [{ op: 'replace', path: '/clientCertificateId', value }],
    })
    const shown = await account.send(restApiId, '/prod/believing')
    assert.equal(shown.body.trim(), pemEncodedCertificate)
  })

  it('hand requests on to addresses, with what is mapped', async () => {
    await account.put(api, 'ANY /through/{proxy+}', {
      method: {
        requestParameters: {
          'method.request.path.proxy': true,
          'method.request.multivaluequerystring.x': false,
        },
      },
      integration: {
        type: 'HTTP_PROXY',
        integrationHttpMethod: 'ANY',
        uri: `${address}/base/{proxy}`,
        requestParameters: {
          'integration.request.path.proxy': 'method.request.path.proxy',
          'integration.request.header.x-stage': 'context.stage',
          'integration.request.querystring.extra': 'stageVariables.extra',
          'integration.request.multivalueheader.x-all': 'method.request.multivaluequerystring.x',
        },
      },
    })
    await account.put(api, 'GET /lonely', {
      integration: { type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri: 'http://127.0.0.1:1/' },
    })
    await account.put(api, 'GET /slow', {
      integration: {
        type: 'HTTP_PROXY',
        integrationHttpMethod: 'GET',
        uri: `${address}/slow`,
        timeoutInMillis: 50,
      },
    })
    await account.deploy(api)
    await account.gateway.updateStage({
      restApiId: api,
      stageName: 'prod',
      patchOperations: [{ op: 'replace', path: '/variables/extra', value: 'more' }],
    })
    const reply = await account.send(api, '/prod/through/a%20b/c?x=1&x=2', {
      method: 'PUT',
      headers: { 'x-one': '1' },
      body: 'hello',
    })
    const seen = JSON.parse(reply.body) as {
      method: string
      url: string
      headers: Record<string, string>
      body: string
    }
    assert.deepEqual([seen.method, seen.url, seen.body], ['PUT', '/base/a%20b/c?x=1&x=2&extra=more', 'hello'])
    assert.deepEqual([seen.headers['x-one'], seen.headers['x-stage']], ['1', 'prod'])
    assert.equal(seen.headers['x-all'], '1, 2')
    assert.equal(seen.headers['x-amzn-apigateway-api-id'], api)
    assert.match(seen.headers['x-amzn-trace-id'] ?? '', /^Root=1-/)
    assert.deepEqual(
      [reply.headers['x-from'], reply.headers['x-amzn-remapped-server']],
      ['backend', 'backend'],
    )
    assert.deepEqual(reply.headers['set-cookie'], ['a=1', 'b=2'])
    assert.equal((await account.send(api, '/prod/through/teapot')).status, 418)
    const lonely = await account.send(api, '/prod/lonely')
    assert.deepEqual(
      [lonely.status, lonely.body],
      [504, '{"message": "Network error communicating with endpoint"}'],
    )
    const slow = await account.send(api, '/prod/slow')
    assert.deepEqual([slow.status, slow.body], [504, '{"message": "Endpoint request timed out"}'])
  })

  it('give bytes and texts to clients as these take them', async () => {
    const { restApiId } = await account.api('pictures')
    await account.gateway.updateRestApi({
      restApiId,
      patchOperations: [{ op: 'add', path: '/binaryMediaTypes/image~1png' }],
    })
    for (const path of ['picture', 'text-picture'])
      await account.put(restApiId, `GET /${path}`, {
        integration: { type: 'HTTP', integrationHttpMethod: 'GET', uri: `${address}/${path}` },
        responses: { '200': {} },
      })
    await account.deploy(restApiId)
    const got = async (path: string, accept: string) =>
      (await account.send(restApiId, `/prod/${path}`, { headers: { accept } })).bytes
    const text = Buffer.from(picture.toString('base64'))
    assert.deepEqual(await got('picture', 'image/png'), picture)
    assert.deepEqual(await got('picture', json), text)
    assert.deepEqual(await got('text-picture', json), text)
    assert.deepEqual(await got('text-picture', 'image/png, */*'), picture)
  })

  it('call services by action and by path', async () => {
    const sqs = new SQS(account.config)
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'orders' })
    const dynamodb = new DynamoDB(account.config)
    await dynamodb.createTable({
      TableName: 'pets',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    })
    const sns = new SNS(account.config)
    const { TopicArn } = await sns.createTopic({ Name: 'news' })
    const s3 = new S3({ ...account.config, forcePathStyle: true })
    await s3.createBucket({ Bucket: 'files-of-apis' })
    const service = (rest: string) => `arn:aws:apigateway:us-east-1:${rest}`
    const aws = { type: 'AWS', integrationHttpMethod: 'POST', credentials: account.role } as const
    await account.put(api, 'POST /orders', {
      integration: {
        ...aws,
        uri: service(`sqs:path/${account.id}/orders`),
        requestParameters: {
          'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
        },
        requestTemplates: { [json]: 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)' },
      },
      responses: { '200': {} },
    })
    await account.put(api, 'GET /pets/{id}', {
      integration: {
        ...aws,
        uri: service('dynamodb:action/GetItem'),
        requestTemplates: { [json]: `{"TableName": "pets", "Key": {"id": {"S": "$input.params('id')"}}}` },
      },
      responses: {
        '200': { responseTemplates: { [json]: `{"name": "$input.path('$').Item.name.S"}` } },
        '400': {
          selectionPattern: '4\\d\\d',
          responseTemplates: { [json]: `{"type": $input.json('$.__type')}` },
        },
      },
    })
    await account.put(api, 'PUT /pets/{id}', {
      integration: {
        ...aws,
        uri: service('dynamodb:action/PutItem'),
        requestTemplates: {
          [json]: `{"TableName": "$input.params('table')", "Item": {"id": {"S": "$input.params('id')"}, "name": {"S": $input.json('$.name')}}}`,
        },
      },
      responses: {
        '200': {},
        '400': {
          selectionPattern: '4\\d\\d',
          responseTemplates: { [json]: `{"type": $input.json('$.__type')}` },
        },
      },
    })
    await account.put(api, 'POST /news', {
      method: { requestParameters: { 'method.request.querystring.text': false } },
      integration: {
        ...aws,
        uri: service('sns:action/Publish'),
        requestParameters: {
          'integration.request.querystring.TopicArn': `'${TopicArn}'`,
          'integration.request.querystring.Message': 'method.request.querystring.text',
        },
      },
      responses: { '200': {} },
    })
    for (const [method, verb] of [
      ['PUT', 'PUT'],
      ['GET', 'GET'],
    ] as const)
      await account.put(api, `${method} /files/{name}`, {
        method: { requestParameters: { 'method.request.path.name': true } },
        integration: {
          ...aws,
          integrationHttpMethod: verb,
          uri: service('s3:path/files-of-apis/{key}'),
          requestParameters: { 'integration.request.path.key': 'method.request.path.name' },
        },
        responses: {
          '200': {
            responseParameters: { 'method.response.header.ETag': 'integration.response.header.ETag' },
          },
        },
      })
    await account.deploy(api)

    const sent = await post('/prod/orders', '{"id": 7, "name": "a&b"}')
    assert.equal(sent.status, 200, sent.body)
    const answer = JSON.parse(sent.body) as {
      SendMessageResponse: { SendMessageResult: { MessageId: string } }
    }
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 })
    assert.equal(Messages[0]?.Body, '{"id": 7, "name": "a&b"}')
    assert.equal(answer.SendMessageResponse.SendMessageResult.MessageId, Messages[0]?.MessageId)

    const put = await account.send(api, '/prod/pets/7?table=pets', { method: 'PUT', body: '{"name":"rex"}' })
    assert.deepEqual([put.status, put.body], [200, '{}'])
    const got = await account.send(api, '/prod/pets/7')
    assert.deepEqual([got.status, got.body], [200, '{"name": "rex"}'])
    const refused = await account.send(api, '/prod/pets/7?table=none', {
      method: 'PUT',
      body: '{"name":"rex"}',
    })
    assert.equal(refused.status, 400)
    assert.match(refused.body, /ResourceNotFoundException/)

    const published = await account.send(api, '/prod/news?text=hello', { method: 'POST', body: '{}' })
    assert.equal(published.status, 200, published.body)
    assert.match(published.body, /^\{"PublishResponse":\{"PublishResult":\{"MessageId":"/)

    const stored = await account.send(api, '/prod/files/a.txt', {
      method: 'PUT',
      headers: { 'content-type': 'text/plain' },
      body: 'content',
    })
    assert.equal(stored.status, 200, stored.body)
    assert.match(String(stored.headers.etag), /^"[0-9a-f]{32}"$/)
    assert.equal((await account.send(api, '/prod/files/a.txt')).body, 'content')
  })
})
