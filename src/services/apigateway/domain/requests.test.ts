/** Rules of requests to REST APIs, without a server. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../base/json.ts'
import { isSendable } from '../../../engines/http-events/index.ts'
import { acceptsBinary, isBinaryType } from './content-types.ts'
import { answeredName } from './headers.ts'
import { SchemaError, validate } from './json-schema.ts'
import { evaluateExpression } from './parameter-expressions.ts'
import { ResourceTree } from './resource-tree.ts'

/** LAMBENT_TEST_SEED repeats a run. */
const chance = { seed: Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 2 ** 31) }

const check = (schema: Json, value: Json) => validate(schema, value, () => undefined)

// Source: JSON Schema, draft 4.
describe('bodies against models', () => {
  const cases: ReadonlyArray<readonly [Json, Json, number]> = [
    [{ type: ['string', 'null'] }, null, 0],
    [{ type: 'integer' }, 1.5, 1],
    [{ type: 'number' }, 1, 0],
    [{ enum: [1, { a: [2] }] }, { a: [2] }, 0],
    [{ enum: [1] }, '1', 1],
    [{ multipleOf: 0.1 }, 0.3, 0],
    [{ multipleOf: 2 }, 3, 1],
    [{ items: { type: 'string' }, minItems: 1, maxItems: 2, uniqueItems: true }, ['a', 'b'], 0],
    [{ items: { type: 'string' }, maxItems: 1, uniqueItems: true }, ['a', 'a'], 2],
    [{ items: [{ type: 'string' }], additionalItems: false }, ['a', 1], 2 - 1],
    [{ patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false }, { 'x-a': 1 }, 0],
    [
      { patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false },
      { 'x-a': 'b', y: 1 },
      2,
    ],
    [{ additionalProperties: { type: 'number' } }, { a: 'b' }, 1],
    [{ dependencies: { a: ['b'], c: { required: ['d'] } } }, { a: 1, c: 1 }, 2],
    [{ allOf: [{ type: 'number' }, { minimum: 2 }] }, 1, 1],
    [{ anyOf: [{ type: 'number' }, { type: 'string' }] }, true, 1],
    [{ oneOf: [{ type: 'number' }, { minimum: 2 }] }, 3, 1],
    [{ not: { type: 'string' } }, 'a', 1],
    [{ format: 'email' }, 'a@b', 0],
    [{ format: 'date-time' }, 'yesterday', 1],
    [{ minProperties: 1, maxProperties: 1 }, {}, 1],
    [{ definitions: { 'a/b': { type: 'string' } }, $ref: '#/definitions/a~1b' }, 1, 1],
    [{ properties: { __proto__: { type: 'string' } }, required: ['constructor'] }, {}, 1],
  ]
  for (const [schema, value, problems] of cases)
    it(`${JSON.stringify(schema)} finds ${problems} in ${JSON.stringify(value)}`, () =>
      assert.equal(check(schema, value).length, problems))

  it('end, whatever the schema', () => {
    assert.throws(() => check({ $ref: '#' }, 1), SchemaError)
    assert.throws(() => check({ $ref: '#/definitions/none' }, 1), SchemaError)
    assert.throws(() => check({ $ref: 'https://elsewhere/models/None' }, 1), SchemaError)
    const doubled = Object.fromEntries(
      Array.from({ length: 40 }, (_none, at) => [
        `d${at}`,
        { allOf: [{ $ref: `#/definitions/d${at + 1}` }, { $ref: `#/definitions/d${at + 1}` }] },
      ]),
    )
    assert.throws(
      () => check({ $ref: '#/definitions/d0', definitions: { ...doubled, d40: {} } }, 1),
      SchemaError,
    )
    assert.throws(() => check({ pattern: '(?=a)(a+)+$' }, 'aaaa'), SchemaError)
    assert.equal(check({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}b`).length, 1)
  })

  it('take any value and any schema', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (schema, value) => {
        try {
          assert.ok(Array.isArray(check(schema as Json, value as Json)))
        } catch (error) {
          assert.ok(error instanceof SchemaError, String(error))
        }
      }),
      chance,
    )
  })
})

// Source: API Gateway Developer Guide, "Set up a method request in API Gateway".
describe('resources', () => {
  const tree = new ResourceTree(
    ['/', '/pets', '/pets/{id}', '/pets/special', '/pets/{id}/food', '/files/{path+}', '/{proxy+}'].map(
      (path) => ({
        path,
        methods: new Map(path === '/pets/special' ? [['POST', path]] : [['ANY', path]]),
      }),
    ),
  )
  const cases: ReadonlyArray<readonly [string, string, string | undefined, object]> = [
    ['GET', '/', '/', {}],
    ['GET', '/pets/', '/pets', {}],
    ['GET', '/pets/special', '/pets/{id}', { id: 'special' }],
    ['POST', '/pets/special', '/pets/special', {}],
    ['GET', '/pets/7/food', '/pets/{id}/food', { id: '7' }],
    ['GET', '/pets/7/toys', '/{proxy+}', { proxy: 'pets/7/toys' }],
    ['GET', '/files/a/b%2Fc/', '/files/{path+}', { path: 'a/b%2Fc' }],
    ['GET', '/files', '/{proxy+}', { proxy: 'files' }],
    ['GET', '/__proto__', '/{proxy+}', { proxy: '__proto__' }],
  ]
  for (const [method, path, resource, parameters] of cases)
    it(`${method} ${path} is ${resource}`, () => {
      const found = tree.find(method, path)
      assert.deepEqual([found?.path, found?.pathParameters], [resource, parameters])
    })
})

// Source: API Gateway Developer Guide, "Parameter mapping source reference for REST APIs".
describe('parameters', () => {
  const sources = {
    request: {
      headers: new Map([['x-a', ['1', '2']]]),
      querystring: new Map([['q', ['3', '4']]]),
      path: { id: '7' },
      body: () => '{"a":{"b":[{"c":"deep"}]},"n":5}',
    },
    context: (name: string) => (name === 'stage' ? 'prod' : undefined),
    stageVariables: { tone: 'dark' },
  }
  const cases: ReadonlyArray<readonly [string, readonly string[] | undefined]> = [
    ["'static, text'", ['static, text']],
    ['method.request.header.X-A', ['2']],
    ['method.request.multivalueheader.X-A', ['1', '2']],
    ['method.request.querystring.q', ['4']],
    ['method.request.multivaluequerystring.q', ['3', '4']],
    ['method.request.path.id', ['7']],
    ['method.request.path.constructor', undefined],
    ['method.request.body', ['{"a":{"b":[{"c":"deep"}]},"n":5}']],
    ['method.request.body.a.b[0].c', ['deep']],
    ['method.request.body.n', ['5']],
    ['method.request.body.none', undefined],
    ['context.stage', ['prod']],
    ['stageVariables.tone', ['dark']],
    ['stageVariables.__proto__', undefined],
    ['integration.response.header.x', undefined],
    ['nonsense', undefined],
  ]
  for (const [expression, values] of cases)
    it(`${expression} is ${JSON.stringify(values)}`, () =>
      assert.deepEqual(evaluateExpression(expression, sources), values))
})

// Source: API Gateway Developer Guide, "Important notes for REST APIs", "Content type conversions in API Gateway".
describe('headers and types', () => {
  it('keep what would break an answer out', () => {
    assert.equal(isSendable('x-a', 'a\r\nb: c'), false)
    assert.equal(isSendable('x a', 'b'), false)
    assert.equal(isSendable('X-A', 'tab\tand é'), true)
    assert.deepEqual(['Date', 'Content-Length', 'X-A', 'Connection', 'Transfer-Encoding'].map(answeredName), [
      'x-amzn-remapped-date',
      'x-amzn-remapped-content-length',
      'x-a',
      'x-amzn-remapped-connection',
      undefined,
    ])
  })
  it('know bytes', () => {
    assert.equal(isBinaryType('image/PNG; q=1', ['image/png']), true)
    assert.equal(isBinaryType('image/png', ['image/*']), true)
    assert.equal(isBinaryType('text/plain', ['image/*']), false)
    assert.equal(isBinaryType(undefined, ['*/*']), true)
    assert.equal(acceptsBinary('text/html, image/png', ['image/png']), false)
  })
})
