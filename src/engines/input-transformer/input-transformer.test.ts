import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json, JsonObject } from '../../base/json.ts'
import { compileInputTemplate, isJson, minifyJson, parseEventPath } from './index.ts'

const event = {
  'detail-type': 'EC2 Instance State-change Notification',
  time: '2015-11-11T21:29:54Z',
  detail: {
    'instance-id': 'i-0123456789',
    state: 'RUNNING',
    tags: [{ key: 'a' }, { key: 'b' }],
    count: 3,
    none: null,
    'a/b': 'slash',
  },
}

const select = (path: string) => parseEventPath(path)?.select(event)

describe('paths into events', () => {
  it('name members and elements', () => {
    assert.deepEqual(select('$'), event)
    assert.equal(select('$.detail.instance-id'), 'i-0123456789')
    assert.equal(select('$.detail-type'), event['detail-type'])
    assert.equal(select('$.detail.tags[1].key'), 'b')
    assert.deepEqual(select('$.detail.tags[*].key'), ['a', 'b'])
    assert.equal(select("$['detail']['state']"), 'RUNNING')
    assert.equal(select('$.detail.a/b'), 'slash')
    assert.equal(select('$.detail.none'), null)
  })

  it('lead nowhere where nothing is', () => {
    for (const path of [
      '$.detail.x',
      '$.time.x',
      '$.detail.tags[2]',
      '$.detail.tags.key',
      '$.toString',
      '$.x[*]',
    ])
      assert.equal(select(path), undefined, path)
    for (const path of ['', 'detail', '$detail', '$.', '$..x', '$.a[', '$.a[-1]', '$.a[?(@.b)]'])
      assert.equal(parseEventPath(path), undefined, path)
  })
})

const paths: Readonly<Record<string, string>> = {
  timestamp: '$.time',
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  missing: '$.detail.x',
  tags: '$.detail.tags',
  count: '$.detail.count',
}

const rule = (template: string) =>
  compileInputTemplate(template, 'rule').render((name) => {
    if (name === 'aws.events.rule-name') return { value: 'example' }
    if (name === 'aws.events.event.json') return { json: '{"a":1.0}' }
    const value = select(paths[name] ?? '')
    return value === undefined ? undefined : { value }
  })

/** EventBridge User Guide, "Amazon EventBridge input transformation", input transform examples. */
describe("templates of rules' targets", () => {
  it('are those that the guide shows', () => {
    assert.equal(rule('"instance <instance> is in <state>"'), '"instance i-0123456789 is in RUNNING"')
    assert.equal(
      rule('"instance \\"<instance>\\" is in <state>"'),
      '"instance \\"i-0123456789\\" is in RUNNING"',
    )
    assert.equal(
      rule('{\n  "instance" : <instance>,\n  "state": <state>\n}'),
      '{"instance":"i-0123456789","state":"RUNNING"}',
    )
    assert.equal(
      rule('{"state": "<state>", "instanceStatus": "instance \\"<instance>\\" is in <state>"}'),
      '{"state":"RUNNING","instanceStatus":"instance \\"i-0123456789\\" is in RUNNING"}',
    )
    assert.equal(
      rule('{"state": [ 9, <state>, true ], "Transformed" : "Yes"}'),
      '{"state":[9,"RUNNING",true],"Transformed":"Yes"}',
    )
    assert.equal(rule('"<aws.events.rule-name> triggered"'), '"example triggered"')
    assert.equal(rule('{"e": <aws.events.event.json>}'), '{"e":{"a":1.0}}')
  })

  it('leave out what is not there, and write objects without their quotation marks into texts', () => {
    assert.equal(rule('{"command": <missing>}'), '{"command":""}')
    assert.equal(rule('"detail <missing>"'), '"detail "')
    assert.equal(rule('{"tags": <tags>, "count": <count>}'), '{"tags":[{"key":"a"},{"key":"b"}],"count":3}')
    assert.equal(rule('"tags <tags>"'), '"tags [{key:a},{key:b}]"')
  })

  it('begin with whatever they like', () => {
    assert.equal(rule('"{[/Check for <state>"'), '"{[/Check for RUNNING"')
    assert.equal(rule('<instance> is in state <state>'), 'i-0123456789 is in state RUNNING')
  })

  it('say which variables they name', () => {
    assert.deepEqual(compileInputTemplate('"<a> <b-c> <a> < d > <e>"', 'rule').variables, ['a', 'b-c', 'e'])
    assert.deepEqual(
      compileInputTemplate('{"a": <$.body.x[0]>, "b": <aws.pipes.event.json>, "c": "<d>"}', 'pipe').variables,
      ['$.body.x[0]', 'aws.pipes.event.json'],
    )
  })
})

/** EventBridge User Guide, "Amazon EventBridge Pipes input transformation". */
describe('templates of pipes', () => {
  const pipe = (template: string, input: JsonObject) =>
    compileInputTemplate(template, 'pipe').render((name) => {
      const value = parseEventPath(name)?.select(input)
      return value === undefined ? undefined : { value }
    })

  it('hold paths', () => {
    const input = { body: { key: 'value' }, attributes: { SenderId: 'me' } }
    assert.equal(pipe('"Hello, <$.attributes.SenderId>"', input), '"Hello, me"')
    assert.equal(pipe('{"key2": <$.body.key>}', input), '{"key2":"value"}')
    assert.equal(pipe('{"data": <$.body>}', input), '{"data":{"key":"value"}}')
    assert.equal(pipe('<$.body>', input), '{"key":"value"}')
    assert.equal(pipe('"<$.body>"', input), '"{key:value}"')
    assert.equal(pipe('body <$.body>', input), 'body {"key":"value"}')
    assert.equal(pipe('<$.attributes.SenderId>', input), 'me')
  })
})

describe('JSON without space', () => {
  it('is the same JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(1, 3, '\t'), (value, space) => {
        assert.equal(minifyJson(JSON.stringify(value, null, space)), JSON.stringify(value))
      }),
    )
  })

  it('keeps numbers as they are written', () => {
    assert.equal(
      minifyJson('{ "a" : 1.0,\n"b": 12345678901234567890 }'),
      '{"a":1.0,"b":12345678901234567890}',
    )
  })

  it('comes out of every JSON template whose values go where values go', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const values: Record<string, Json> = { one: one as Json, other: other as Json }
        const filled = compileInputTemplate('{ "a": [ <one>, <other> ], "b": <none> }', 'rule').render(
          (name) => (Object.hasOwn(values, name) ? { value: values[name] ?? null } : undefined),
        )
        assert.ok(isJson(filled))
        assert.deepEqual(JSON.parse(filled), JSON.parse(JSON.stringify({ a: [one, other], b: '' })))
      }),
    )
  })
})
