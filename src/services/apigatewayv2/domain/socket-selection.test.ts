import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readPattern } from './socket-rules.ts'
import { partOf, readMessage, routeKeyOf, select } from './socket-selection.ts'

describe('selection expressions of WebSocket APIs', () => {
  it('put variables into texts, once', () => {
    const look = (name: string) =>
      ({ 'request.body.version': '2', 'request.body.name': '$request.body.version' })[name]
    const bounded = '$' + '{request.body.version}-beta'
    for (const [expression, text] of [
      ['$request.body.version', '2'],
      [bounded, '2-beta'],
      ['$request.body.name', '$request.body.version'],
      ['\\$default', '$default'],
      ['$default', '$default'],
      ['200', '200'],
      ['$request.body.absent', ''],
    ] as const)
      assert.equal(select(expression, look), text, expression)
  })

  it('find the route of a message', () => {
    const keys = new Set(['$connect', '$default', 'join', '7', 'true'])
    const route = (expression: string, text: string, has = (key: string) => keys.has(key)) =>
      routeKeyOf(expression, readMessage(text), has)
    const byAction = '$request.body.action'
    assert.equal(route(byAction, '{"action":"join"}'), 'join')
    assert.equal(route(byAction, '{"action":7}'), '7')
    assert.equal(route(byAction, '{"action":true}'), 'true')
    for (const text of [
      '',
      'join',
      '{"action":',
      '[]',
      '{"action":null}',
      '{"action":"$connect"}',
      '{"action":"x"}',
    ])
      assert.equal(route(byAction, text), '$default', text)
    assert.equal(route('$request.body.a.b[1].c', '{"a":{"b":[0,{"c":"join"}]}}'), 'join')
    assert.equal(
      route(byAction, '{"action":"x"}', () => false),
      undefined,
    )
    assert.equal(route('$request.body.__proto__', '{"action":"x"}'), '$default')
  })

  it('fail for nothing that a client sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), (text, path) => {
        const message = readMessage(text)
        routeKeyOf('$request.body.action', message, () => true)
        partOf(message, path)
        select(path, (name) => partOf(message, name))
      }),
    )
  })

  it('with patterns are for whole values', () => {
    const matches = (key: string, value: string) => readPattern(key)?.(value)
    assert.equal(matches('/2\\d\\d/', '204'), true)
    assert.equal(matches('/2\\d\\d/', '2040'), false)
    assert.equal(matches('/.*words.*/', 'out of words today'), true)
    for (const key of ['200', '/', '//', '/(/', '$default']) assert.equal(readPattern(key), undefined, key)
  })
})
