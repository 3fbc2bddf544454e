/** Rules of requests to REST APIs, without a server. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSendable } from '../../../engines/http-events/index.ts'
import { acceptsBinary, isBinaryType } from './content-types.ts'
import { answeredName } from './headers.ts'
import { evaluateExpression } from './parameter-expressions.ts'
import { ResourceTree } from './resource-tree.ts'

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
