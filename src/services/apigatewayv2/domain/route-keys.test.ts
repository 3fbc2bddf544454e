import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RouteTree, readRouteKey } from './route-keys.ts'

const part = fc.constantFrom('a', 'b', 'c', '{x}', '{y}')
const key = fc
  .tuple(fc.constantFrom('GET', 'POST', 'ANY'), fc.array(part, { maxLength: 3 }), fc.boolean())
  .map(([method, parts, greedy]) => `${method} /${[...parts, ...(greedy ? ['{all+}'] : [])].join('/')}`)

describe('routes', () => {
  it('are found if and only if one of them matches', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 8 }),
        fc.constantFrom('GET', 'POST', 'PUT'),
        fc.array(fc.constantFrom('a', 'b', 'd', ''), { minLength: 1, maxLength: 4 }),
        (keys, method, parts) => {
          const readable = keys.filter((text) => readRouteKey(text) !== undefined)
          const tree = new RouteTree(readable.map((text) => ({ key: text, route: text })))
          const path = `/${parts.join('/')}`
          const found = tree.find(method, path)
          const matching = readable.filter((text) => matches(text, method, path))
          assert.equal(
            found !== undefined,
            matching.length > 0,
            `${method} ${path} of ${readable.join(', ')}`,
          )
          if (found) assert.ok(matching.includes(found.route))
        },
      ),
    )
  })

  it('have keys of AWS’s form alone', () => {
    for (const text of ['$default', 'GET /', 'ANY /a/{b}/{c+}', 'PATCH /a.b/{c-d}'])
      assert.ok(readRouteKey(text), text)
    for (const text of ['', 'GET', 'get /', 'GET a', 'GET /{a+}/b', 'GET /{a', 'GET /x{a}', 'GET /{a}/{a}'])
      assert.equal(readRouteKey(text), undefined, text)
  })
})

/** The rule itself, one route at a time. */
function matches(text: string, method: string, path: string): boolean {
  const [wanted = '', form = ''] = text.split(' ')
  if (wanted !== 'ANY' && wanted !== method) return false
  const pattern = form
    .split('/')
    .map((piece) => (piece.endsWith('+}') ? '.+' : piece.startsWith('{') ? '[^/]+' : piece))
    .join('/')
  return new RegExp(`^${pattern}$`).test(path)
}
