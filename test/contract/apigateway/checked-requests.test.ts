/**
 * What REST APIs ask of requests: keys and plans, parameters, bodies; and how they word refusals. Sources: API Gateway Developer Guide, "Usage
 * plans and API keys for REST APIs", "Throttle requests to your REST APIs", "Request validation for REST APIs", "Gateway responses for REST
 * APIs"; API Reference, GetUsage.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { ServingAccount } from './serving.ts'

const noon = Date.UTC(2026, 10, 27, 12)

describe('requests that REST APIs check', () => {
  const clock = new VirtualClock(noon)
  const server = testServer({ clock })
  let account: ServingAccount
  let api: string
  const json = 'application/json'
  const said = { requestTemplates: { [json]: '{"statusCode": 200}' } }
  const fine = { '200': { responseTemplates: { [json]: '"fine"' } } }

  before(async () => {
    account = new ServingAccount(server)
    api = (await account.api('checked')).restApiId
  })

  it('keys: missing, unknown, of no plan, disabled; quotas, throttles and usage', async () => {
    await account.put(api, 'GET /keyed', {
      method: { apiKeyRequired: true },
      integration: said,
      responses: fine,
    })
    await account.put(api, 'GET /other', {
      method: { apiKeyRequired: true },
      integration: said,
      responses: fine,
    })
    await account.deploy(api)
    const value = 'a-key-of-more-than-twenty-characters'
    const { id: keyId = '' } = await account.gateway.createApiKey({ name: 'key', value, enabled: true })
    const ask = (key?: string, path = 'keyed') =>
      account.send(api, `/prod/${path}`, { headers: key === undefined ? {} : { 'X-API-Key': key } })
    const forbidden = [403, '{"message":"Forbidden"}', 'ForbiddenException']
    const refusalOf = async (key?: string) => {
      const { status, body, headers } = await ask(key)
      return [status, body, headers['x-amzn-errortype']]
    }
    assert.deepEqual(await refusalOf(), forbidden)
    assert.deepEqual(await refusalOf('another-key-of-twenty-characters'), forbidden)
    assert.deepEqual(await refusalOf(value), forbidden)
    const { id: usagePlanId = '' } = await account.gateway.createUsagePlan({
      name: 'plan',
      apiStages: [{ apiId: api, stage: 'prod', throttle: { '/keyed/GET': { burstLimit: 2, rateLimit: 1 } } }],
      quota: { limit: 4, period: 'DAY' },
    })
    await account.gateway.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' })
    await clock.advance(2_000)
    assert.deepEqual([(await ask(value)).status, (await ask(value)).status], [200, 200])
    const fast = await ask(value)
    assert.deepEqual([fast.status, fast.body], [429, '{"message":"Too Many Requests"}'])
    assert.equal(fast.headers['x-amzn-errortype'], 'TooManyRequestsException')
    assert.equal((await ask(value, 'other')).status, 200)
    await clock.advance(1_000)
    assert.equal((await ask(value)).status, 200)
    await clock.advance(5_000)
    const over = await ask(value)
    assert.deepEqual([over.status, over.body], [429, '{"message":"Limit Exceeded"}'])
    assert.equal(over.headers['x-amzn-errortype'], 'LimitExceededException')
    const { items } = await account.gateway.getUsage({
      usagePlanId,
      startDate: '2026-11-27',
      endDate: '2026-11-27',
    })
    assert.deepEqual(items?.[keyId], [[4, 0]])
    await clock.advance(24 * 3_600_000)
    assert.equal((await ask(value)).status, 200)
    await account.gateway.updateUsagePlan({
      usagePlanId,
      patchOperations: [
        { op: 'replace', path: '/throttle/burstLimit', value: '2' },
        { op: 'replace', path: '/throttle/rateLimit', value: '1' },
      ],
    })
    await clock.advance(5_000)
    // The plan's own limit is for all methods together.
    assert.deepEqual([(await ask(value)).status, (await ask(value, 'other')).status], [200, 200])
    assert.equal((await ask(value, 'other')).status, 429)
    await clock.advance(5_000)
    await account.gateway.updateApiKey({
      apiKey: keyId,
      patchOperations: [{ op: 'replace', path: '/enabled', value: 'false' }],
    })
    await clock.advance(2_000)
    assert.deepEqual(await refusalOf(value), forbidden)
  })

  it('stages: limits of methods, and of all', async () => {
    await account.put(api, 'GET /quick', { integration: said, responses: fine })
    await account.put(api, 'GET /slow', { integration: said, responses: fine })
    await account.deploy(api, 'limited')
    await account.gateway.updateStage({
      restApiId: api,
      stageName: 'limited',
      patchOperations: [
        { op: 'replace', path: '/*/*/throttling/burstLimit', value: '3' },
        { op: 'replace', path: '/*/*/throttling/rateLimit', value: '1' },
        { op: 'replace', path: '/~1slow/GET/throttling/burstLimit', value: '1' },
        { op: 'replace', path: '/~1slow/GET/throttling/rateLimit', value: '1' },
      ],
    })
    const statuses = async (path: string, times: number) => {
      const found: number[] = []
      for (let at = 0; at < times; at++) found.push((await account.send(api, `/limited/${path}`)).status)
      return found
    }
    assert.deepEqual(await statuses('slow', 2), [200, 429])
    assert.deepEqual(await statuses('quick', 4), [200, 200, 200, 429])
  })

  it('parameters and bodies', async () => {
    const { id: everything } = await account.gateway.createRequestValidator({
      restApiId: api,
      name: 'everything',
      validateRequestBody: true,
      validateRequestParameters: true,
    })
    await account.gateway.createModel({
      restApiId: api,
      name: 'Owner',
      contentType: json,
      schema: JSON.stringify({
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', minLength: 2 } },
      }),
    })
    await account.gateway.createModel({
      restApiId: api,
      name: 'Pet',
      contentType: json,
      schema: JSON.stringify({
        $schema: 'http://json-schema.org/draft-04/schema#',
        type: 'object',
        required: ['name', 'owner'],
        additionalProperties: false,
        properties: {
          name: { type: 'string', pattern: '^[a-z]+$' },
          age: { type: 'integer', minimum: 0, maximum: 30, exclusiveMaximum: true },
          owner: { $ref: `https://apigateway.amazonaws.com/restapis/${api}/models/Owner` },
          parent: { $ref: '#' },
        },
      }),
    })
    await account.put(api, 'POST /pets/{id}', {
      method: {
        requestValidatorId: everything,
        requestModels: { [json]: 'Pet' },
        requestParameters: {
          'method.request.querystring.q': true,
          'method.request.header.X-Must': true,
          'method.request.header.X-May': false,
        },
      },
      integration: said,
      responses: fine,
    })
    await account.gateway.putGatewayResponse({
      restApiId: api,
      responseType: 'BAD_REQUEST_BODY',
      responseTemplates: {
        [json]: '{"message": $context.error.messageString, "why": "$context.error.validationErrorString"}',
      },
    })
    await account.deploy(api)
    const post = (path: string, body: string, headers: Record<string, string> = { 'x-must': '1' }) =>
      account.send(api, `/prod/pets/${path}`, { method: 'POST', body, headers })
    const good =
      '{"name":"rex","age":3,"owner":{"name":"ana"},"parent":{"name":"max","owner":{"name":"bob"}}}'
    assert.equal((await post('7?q=1', good)).status, 200)
    for (const [reply, names] of [
      [await post('7', good, {}), 'q, X-Must'],
      [await post('7?q=', good), 'q'],
    ] as const) {
      assert.equal(reply.status, 400)
      const { message } = JSON.parse(reply.body) as { message: string }
      assert.deepEqual(
        new Set(message.slice(message.indexOf('[') + 1, -1).split(', ')),
        new Set(names.split(', ')),
      )
      assert.match(message, /^Missing required request parameters: \[/)
      assert.equal(reply.headers['x-amzn-errortype'], 'BadRequestException')
    }
    const wrong: ReadonlyArray<readonly [string, string]> = [
      ['{}', '[object has missing required properties (["name","owner"])]'],
      ['[]', '[instance type (array) does not match any allowed primitive type (allowed: ["object"])]'],
      [
        '{"name":"Rex","owner":{"name":"ana"}}',
        '[ECMA 262 regex "^[a-z]+$" does not match input string "Rex"]',
      ],
      ['{"name":"rex","owner":{"name":"a"}}', '[string "a" is too short (length: 1, required minimum: 2)]'],
      [
        '{"name":"rex","age":30,"owner":{"name":"ana"}}',
        '[numeric instance is not strictly lower than the required maximum 30]',
      ],
      [
        '{"name":"rex","owner":{"name":"ana"},"x":1}',
        '[object instance has properties which are not allowed by the schema: ["x"]]',
      ],
      [
        '{"name":"rex","owner":{"name":"ana"},"parent":{}}',
        '[object has missing required properties (["name","owner"])]',
      ],
    ]
    for (const [body, why] of wrong) {
      const reply = await post('7?q=1', body)
      assert.deepEqual(
        [reply.status, reply.body],
        [400, `{"message": "Invalid request body", "why": "${why}"}`],
      )
    }
  })

  it('refusals in words of the API', async () => {
    const worded = (await account.api('worded')).restApiId
    await account.put(worded, 'GET /keyed', {
      method: { apiKeyRequired: true },
      integration: said,
      responses: fine,
    })
    await account.put(worded, 'GET /broken', {
      integration: { requestTemplates: { [json]: '{}' } },
      responses: fine,
    })
    await account.gateway.putGatewayResponse({
      restApiId: worded,
      responseType: 'MISSING_AUTHENTICATION_TOKEN',
      statusCode: '404',
      responseParameters: {
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
        'gatewayresponse.header.X-Path': 'context.path',
        'gatewayresponse.header.X-Asked': 'method.request.header.x-ask',
      },
      responseTemplates: {
        [json]:
          '{"error": $context.error.messageString, "type": "$context.error.responseType", "stage": "$context.stage"}',
        'text/plain': 'no: $context.error.message',
      },
    })
    await account.gateway.putGatewayResponse({
      restApiId: worded,
      responseType: 'DEFAULT_4XX',
      responseParameters: { 'gatewayresponse.header.X-Class': "'four'" },
    })
    await account.gateway.putGatewayResponse({
      restApiId: worded,
      responseType: 'DEFAULT_5XX',
      statusCode: '503',
      responseTemplates: { [json]: '{"sorry": "$context.requestId"}' },
    })
    await account.deploy(worded)
    const none = await account.send(worded, '/prod/none', { headers: { 'x-ask': 'me' } })
    assert.deepEqual(
      [none.status, none.body],
      [
        404,
        '{"error": "Missing Authentication Token", "type": "MISSING_AUTHENTICATION_TOKEN", "stage": "prod"}',
      ],
    )
    assert.equal(none.headers['access-control-allow-origin'], '*')
    assert.deepEqual([none.headers['x-path'], none.headers['x-asked']], ['/prod/none', 'me'])
    assert.equal(none.headers['x-amzn-errortype'], 'MissingAuthenticationTokenException')
    const plain = await account.send(worded, '/prod/none', { headers: { accept: 'text/plain' } })
    assert.deepEqual(
      [plain.body, plain.headers['content-type']],
      ['no: Missing Authentication Token', 'text/plain'],
    )
    const keyed = await account.send(worded, '/prod/keyed')
    assert.deepEqual(
      [keyed.status, keyed.body, keyed.headers['x-class']],
      [403, '{"message":"Forbidden"}', 'four'],
    )
    const broken = await account.send(worded, '/prod/broken')
    assert.deepEqual(
      [broken.status, broken.body],
      [503, `{"sorry": "${broken.headers['x-amzn-requestid']}"}`],
    )
  })
})
