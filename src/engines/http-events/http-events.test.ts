import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isTextType } from './body-types.ts'
import { type HttpRequest, PreludeSplitter, readResponse, requestEvent } from './index.ts'

const facts = {
  accountId: '123456789012',
  apiId: 'api-id',
  domainName: 'id.execute-api.us-east-1.amazonaws.com',
  requestId: 'id',
  routeKey: '$default',
  stage: '$default',
  now: 1_583_348_638_390,
}

function request(more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    path: '/my/path',
    query: '',
    headers: {},
    protocol: 'HTTP/1.1',
    sourceIp: '192.0.2.1',
    isBase64: false,
    ...more,
  }
}

describe('events of requests', () => {
  // Source: API Gateway Developer Guide, "Working with AWS Lambda proxy integrations for HTTP APIs", payload format 2.0.
  it('say when in the form of logs', () => {
    const { requestContext } = requestEvent(request(), facts) as { requestContext: Record<string, unknown> }
    assert.equal(requestContext.time, '04/Mar/2020:19:03:58 +0000')
    assert.equal(requestContext.timeEpoch, 1_583_348_638_390)
    assert.equal(requestContext.domainPrefix, 'id')
  })

  // Source: as above, `"header2": "value1,value2"`.
  it('join headers that came more than once by commas alone', () => {
    const headers = { header1: 'value1', header2: 'value1, value2', 'x-amzn-trace-id': 'Root=1' }
    const rawHeaders = ['header1', 'value1', 'Header2', 'value1', 'header2', 'value2']
    const event = requestEvent(request({ headers, rawHeaders }), facts)
    assert.deepEqual(event.headers, { ...headers, header2: 'value1,value2' })
  })

  it('carry what an API adds', () => {
    const event = requestEvent(request(), {
      ...facts,
      pathParameters: { parameter1: 'value1' },
      stageVariables: { stageVariable1: 'value1' },
      authorizer: { jwt: { claims: { claim1: 'value1' }, scopes: ['scope1'] } },
    })
    assert.deepEqual(event.pathParameters, { parameter1: 'value1' })
    assert.deepEqual(event.stageVariables, { stageVariable1: 'value1' })
  })

  it('are made of any query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        const event = requestEvent(request({ query }), facts)
        assert.equal(event.rawQueryString, query)
        for (const value of Object.values(event.queryStringParameters ?? {}))
          assert.equal(typeof value, 'string')
      }),
    )
    const { queryStringParameters } = requestEvent(
      request({ query: 'a%20b=c+d&__proto__=x&%ff=%ff&&=' }),
      facts,
    )
    assert.deepEqual(
      Object.entries(queryStringParameters ?? {}),
      Object.entries({ 'a b': 'c d', ['__proto__']: 'x', '%ff': '%ff', '': '' }),
    )
  })

  it('know which bodies are text', () => {
    for (const type of [
      'text/html',
      'application/json; charset=utf-8',
      'application/problem+json',
      'image/svg+xml',
    ])
      assert.equal(isTextType(type), type !== 'image/svg+xml', type)
    for (const type of [
      undefined,
      '',
      'application/jsonx',
      'x-text/plain',
      'application/x-www-form-urlencoded',
    ])
      assert.equal(isTextType(type), false)
  })
})

describe('responses of functions', () => {
  it('are read or refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), jsonResponse), (payload) => {
        const response = readResponse(payload)
        if (!response) return
        assert.ok(response.status >= 200 && response.status <= 599)
        for (const [name, value] of Object.entries(response.headers)) {
          assert.equal(name, name.toLowerCase())
          assert.doesNotMatch(`${name}${value}`, /[\r\n\0]/)
        }
      }),
    )
  })

  it('lose white space between their parts and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(1, 2, '\t'), (value, space) => {
        fc.pre(
          typeof value !== 'string' &&
            !(value !== null && typeof value === 'object' && 'statusCode' in value),
        )
        assert.equal(readResponse(JSON.stringify(value, null, space))?.body, JSON.stringify(value))
      }),
    )
  })
})

const jsonResponse = fc
  .record({
    statusCode: fc.oneof(fc.integer(), fc.string(), fc.constant(200)),
    headers: fc.oneof(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())), fc.jsonValue()),
    cookies: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
    body: fc.jsonValue(),
    isBase64Encoded: fc.boolean(),
  })
  .map((value) => JSON.stringify(value))

describe('preludes', () => {
  it('end where they end, however they are cut', () => {
    const head = { statusCode: 201, headers: { a: 'b' }, cookies: ['c=d'] }
    const whole = Buffer.concat([Buffer.from(JSON.stringify(head)), Buffer.alloc(8), Buffer.from('\0body')])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: whole.length })), (cuts) => {
        const at = [0, ...cuts.sort((left, right) => left - right), whole.length]
        const splitter = new PreludeSplitter()
        let found: ReturnType<PreludeSplitter['take']>
        let rest = ''
        for (let index = 1; index < at.length; index++) {
          const piece = whole.subarray(at[index - 1], at[index])
          if (found) {
            rest += piece.toString()
            continue
          }
          found = splitter.take(piece)
          assert.notEqual(found, 'malformed')
          if (found && found !== 'malformed') rest += Buffer.from(found.rest).toString()
        }
        assert.ok(found && found !== 'malformed')
        assert.deepEqual(found.prelude, {
          status: 201,
          headers: { 'content-type': 'application/octet-stream', a: 'b' },
          cookies: ['c=d'],
        })
        assert.equal(rest, '\0body')
      }),
    )
  })

  it('that are none are refused', () => {
    const take = (text: string) => new PreludeSplitter().take(Buffer.from(text))
    for (const text of [
      '\0'.repeat(8),
      `[]${'\0'.repeat(8)}`,
      `{"statusCode":1}${'\0'.repeat(8)}`,
      'x'.repeat(2 ** 21),
    ])
      assert.equal(take(text), 'malformed')
  })
})
