import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../base/json.ts'
import { writeYaml } from '../../../gateway/index.ts'
import { corsProblem } from './cors.ts'
import { evaluate } from './expressions.ts'
import { OpenApiError, readOpenApi } from './openapi-import.ts'
import { mappingProblem, mapRequest } from './parameter-mapping.ts'

const anything = fc.jsonValue() as fc.Arbitrary<Json>
const integration = fc.oneof(
  anything,
  fc.record({
    type: fc.constantFrom<Json>('aws_proxy', 'http_proxy', 1),
    uri: anything,
    requestParameters: anything,
    responseParameters: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
    timeoutInMillis: anything,
    tlsConfig: anything,
  }),
) as fc.Arbitrary<Json>

describe('documents', () => {
  it('are read or refused, whatever they are', () => {
    const document = fc.record({
      openapi: fc.constant('3.0.1'),
      info: anything,
      tags: anything,
      servers: anything,
      security: anything,
      'x-amazon-apigateway-cors': fc.oneof(anything, fc.record({ allowOrigins: anything, maxAge: anything })),
      paths: fc.dictionary(
        fc.constantFrom('/a', '/{b}', '/$default', 'c'),
        fc.dictionary(
          fc.constantFrom('get', 'x-amazon-apigateway-any-method', 'summary'),
          fc.oneof(
            anything,
            fc.record({ 'x-amazon-apigateway-integration': integration, security: anything }),
          ),
        ),
      ),
      components: fc.record({ securitySchemes: fc.oneof(anything, fc.dictionary(fc.string(), anything)) }),
    })
    fc.assert(
      fc.property(
        fc.oneof(anything, document),
        fc.constantFrom('ignore', 'prepend', 'split'),
        (given, rule) => {
          try {
            const imported = readOpenApi(given as Json, rule as 'ignore')
            for (const body of imported.integrations.values()) mappingProblem(body)
            corsProblem((imported.api.CorsConfiguration ?? {}) as Record<string, Json>)
          } catch (error) {
            assert.ok(error instanceof OpenApiError, String(error))
          }
        },
      ),
    )
  })

  it('are written as YAML that says the same', () => {
    assert.equal(writeYaml({ a: [1, { b: 'c: d' }], e: {} }), '"a":\n  - 1\n  -\n    "b": "c: d"\n"e": {}\n')
  })
})

describe('expressions', () => {
  const sources = (body: string) => ({
    request: {
      header: (name: string) => (name === 'x' ? 'header' : undefined),
      querystring: () => undefined,
      path: '/p',
      pathParameters: { id: '7' },
      body: () => body,
    },
    context: (name: string) => (name === 'stage' ? 'prod' : undefined),
    stageVariables: { v: 'variable' },
  })

  it('name what is there', () => {
    const value = (text: string) => evaluate(text, sources('{"a":{"b":[{"c":1}]},"t":"x"}'))
    assert.equal(value('$request.header.X'), 'header')
    assert.equal(value('$request.path'), '/p')
    assert.equal(value('$request.path.id'), '7')
    assert.equal(value('$request.body.a.b[0].c'), '1')
    assert.equal(value('$request.body.t'), 'x')
    assert.equal(value('$request.body.none'), undefined)
    assert.equal(value('$context.stage'), 'prod')
    // biome-ignore lint/suspicious/noTemplateCurlyInString: expressions of API Gateway's own.
    assert.equal(value('${stageVariables.v}-${request.path.id}-${request.body.none}'), 'variable-7-')
    assert.equal(value('/$request.path.id/$request.path.none/$request.body.a.b[0].c.'), '/7//1.')
    assert.equal(value('/$stageVariables.v$request.path'), '/variable/p')
    assert.equal(value('static $text $'), 'static $text $')
    assert.equal(value('$stageVariables.toString'), undefined)
  })

  it('never let a header be ended by a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (body, text) => {
        const mapped = mapRequest(
          { headers: {}, query: '' },
          {
            'append:header.x-a': '$request.body',
            'overwrite:header.x-b': text,
            'append:querystring.q': '$request.body',
          },
          sources(body),
        )
        for (const value of Object.values(mapped.headers)) assert.doesNotMatch(value, /[\r\n\0]/)
        assert.doesNotMatch(mapped.query, /[\s#]/)
      }),
    )
  })
})
