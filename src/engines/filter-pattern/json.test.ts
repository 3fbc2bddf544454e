import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileFilterPattern } from './index.ts'

// The two documents and most cases are those of the User Guide, "match terms in JSON log events".
const event = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  'cluster.name': 'c',
  flag: true,
  'detail-type': 'Order',
})

const compound = JSON.stringify({
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
})

const numbers = JSON.stringify({
  bandwidth: 80,
  latency: 50,
  errorCode: 400,
  number: [1000],
  text: '400',
  small: 0.001,
})

function check(message: string, yes: readonly string[], no: readonly string[]): void {
  for (const pattern of yes) assert.equal(compileFilterPattern(pattern).matches(message), true, pattern)
  for (const pattern of no) assert.equal(compileFilterPattern(pattern).matches(message), false, pattern)
}

describe('JSON patterns', () => {
  it('compare texts', () => {
    check(
      event,
      [
        '{ $.eventType = "UpdateTrail" }',
        '{$.eventType=UpdateTrail}',
        '{ $.sourceIPAddress != 123.123.* }',
        '{ $.sourceIPAddress = 111.111.* }',
        '{ $.eventType = "*Trail" }',
        '{ $.eventType = *date* }',
        '{ $.eventType = * }',
        '{ $.arrayKey[0] = "value" }',
        '{ $.objectList[1].id = 2 }',
        '{ $.detail-type = "Order" }',
        '{ $.[\'cluster.name\'] = "c" }',
        '{ $.["cluster.name"] = c }',
      ],
      [
        '{ $.eventType = "updateTrail" }',
        '{ $.eventType != "UpdateTrail" }',
        '{ $.sourceIPAddress != 111.111.* }',
        '{ $.eventType = "Up*Trail" }',
        '{ $.arrayKey[1] = "value" }',
        '{ $.arrayKey[2] = * }',
        '{ $.cluster.name = "c" }',
      ],
    )
    check('{"a":"Up*Trail"}', ['{ $.a = "Up*Trail" }'], [])
  })

  it('compare numbers', () => {
    check(
      numbers,
      [
        '{ $.bandwidth > 75 }',
        '{ $.latency <= 50 }',
        '{ $.latency >= +50 }',
        '{ $.errorCode = 400}',
        '{ $.errorCode != 500 }',
        '{ $.errorCode = 4* }',
        '{ $.errorCode = 400.0 }',
        '{ $.number[0] = 1e+3 }',
        '{ $.number[0] != 1e-3 }',
        '{ $.small < 10e-3 }',
        '{ $.text = 400 }',
      ],
      ['{ $.latency < 50 }', '{ $.latency > 50 }', '{ $.errorCode = 5* }', '{ $.errorCode != 4e2 }'],
    )
    check('{"a":"many"}', [], ['{ $.a > 2 }', '{ $.a = 2 }', '{ $.a <= 2 }'])
  })

  it('compare by regular expression and by wildcard selectors', () => {
    check(
      event,
      [
        '{ $.eventType = %Trail% }',
        '{ $.arrayKey[*] = %val.{2}% }',
        '{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }',
        '{ $.objectList[*].id = 2 }',
        '{ $.eventType != %^Trail% }',
        '{ $.arrayKey[*] = "another value" }',
      ],
      [
        '{ $.objectList[*].id = 3 }',
        '{ $.eventType = %^Trail% }',
        '{ $.objectList.* = 1 }',
        '{ $.none[*] = 1 }',
      ],
    )
  })

  it('look for null, true, false and absence', () => {
    check(
      event,
      [
        '{ $.SomeObject IS NULL }',
        '{ $.Other NOT EXISTS }',
        '{ $.flag IS TRUE }',
        '{ $.eventType.x NOT EXISTS }',
      ],
      [
        '{ $.eventType IS NULL }',
        '{ $.Other IS NULL }',
        '{ $.SomeObject NOT EXISTS }',
        '{ $.flag IS FALSE }',
        '{ $.arrayKey[1] NOT EXISTS }',
      ],
    )
    check('{"flag":"true"}', ['{ $.flag = true }'], ['{ $.flag IS TRUE }'])
  })

  it('compare nothing but texts and numbers', () => {
    check(
      event,
      [],
      [
        '{ $.arrayKey = "value" }',
        '{ $.arrayKey != 1 }',
        '{ $.objectList[0] != x }',
        '{ $.SomeObject != x }',
        '{ $.flag != x }',
        '{ $.missing != x }',
        '{ $.hasOwnProperty != x }',
        '{ $.__proto__ != x }',
      ],
    )
  })

  it('join conditions, && before ||', () => {
    check(
      compound,
      [
        '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }',
        '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nonmatch }',
        '{ (($.user.id = 1)) }',
      ],
      [
        '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nonmatch }',
        '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }',
        '{ $.users = 1 }',
        '{ $.users != 1 }',
      ],
    )
    check(compound, ['{ $.coordinates[1][2] = 6 }'], [])
  })

  it('match nothing that is not a JSON document', () => {
    for (const message of ['', 'a', '{', '{"a":1} x', 'x {"a":1}', '1', '"a"', 'null', '\u00a0{"a":1}']) {
      check(message, [], ['{ $.b NOT EXISTS }', '{ $.a != 2 }'])
    }
    check(' \n{"a":1}\n', ['{ $.a = 1 }'], [])
    check('[{"a":1}]', ['{ $[0].a = 1 }', '{ $.b NOT EXISTS }'], [])
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    check(deep, [], ['{ $.a = 1 }'])
  })

  it('give values away', () => {
    const match = compileFilterPattern('{ $.eventType = * }').match(event)
    assert.deepEqual(match?.extracted, {})
    assert.equal(match?.value('$.objectList[1].id'), '2')
    assert.equal(match?.value("$.['cluster.name']"), 'c')
    for (const none of ['$.objectList', '$.nothing', '$eventType', 'eventType', '$.a[', '$.SomeObject'])
      assert.equal(match?.value(none), undefined, none)
  })

  it('refuse with the words of AWS', () => {
    const messages: ReadonlyArray<readonly [string, string]> = [
      ['{ $."sc-status" = 5* }', "Invalid character(s) in term '$.\"'"],
      ['{ $.message = "error", $.path = "/a" }', "Invalid character(s) in term ','"],
      ["{ $.type = 'Root' }", "Invalid character(s) in term '''"],
      ['{ $.a = 1 } x', "If a filter pattern starts with '{' it must end with '}'"],
    ]
    for (const [pattern, message] of messages) {
      assert.throws(() => compileFilterPattern(pattern), { name: 'FilterPatternError', message }, pattern)
    }
  })

  it('refuse what is no condition', () => {
    const wrong = [
      '{}',
      '{ $.a }',
      '{ $.a = }',
      '{ a = 1 }',
      '{ $.a == 1 }',
      '{ $.a = 1 && }',
      '{ ($.a = 1 }',
    ]
    wrong.push('{ $.a IS MAYBE }', '{ $.a IS NOT NULL }', '{ $.a EXISTS }', '{ $.a IS NULLX }', '{ $.a > x }')
    wrong.push('{ $.a > "1" }', '{ $.a > %x% }', '{ $ = 1 }', '{ $.a = 1 $.b = 2 }')
    // Quotas: one wildcard in a selector, three selectors with one, two regular expressions.
    wrong.push('{ $.a[*].b[*] = 1 }', '{ $.*[*] = 1 }')
    wrong.push('{ $.a[*]=1 || $.b[*]=1 || $.c[*]=1 || $.d[*]=1 }', '{ $.a=%a% || $.b=%b% || $.c=%c% }')
    for (const pattern of wrong) {
      assert.throws(() => compileFilterPattern(pattern), { message: 'Invalid filter pattern' }, pattern)
    }
    for (const pattern of [
      '{ $.a[x] = 1 }',
      '{ $.a[ }',
      '{ $.a[1 = 2 }',
      '{ $.a[99999999999] = 1 }',
      '{ $.a. = 1 }',
      '{ $.@a = 1 }',
    ]) {
      assert.throws(() => compileFilterPattern(pattern), { name: 'FilterPatternError' }, pattern)
    }
  })
})
