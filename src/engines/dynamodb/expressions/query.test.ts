import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  bindExpressions,
  compareValues,
  type KeyCondition,
  type KeySchema,
  keyBytes,
  keyRange,
  parseKeyCondition,
  planKeyConditions,
  project,
  readExpressions,
  validateItem,
  type WireValue,
} from '../index.ts'
import { compareBytes } from '../values/bytes.ts'
import { compares } from './evaluate-condition.ts'

const table: KeySchema = { partition: [{ name: 'pk', type: 'S' }], sort: [{ name: 'sk', type: 'N' }] }
const values: Record<string, WireValue> = {
  ':p': { S: 'p' },
  ':n': { N: '5' },
  ':m': { N: '7' },
  ':s': { S: 's' },
  ':e': { S: '' },
}

function plan(text: string, schema = table) {
  const used = Object.fromEntries((text.match(/:\w+/g) ?? []).map((name) => [name, values[name] ?? {}]))
  const parameters = text.includes(':') ? { ExpressionAttributeValues: used } : {}
  const conditions = parseKeyCondition(text, bindExpressions(parameters))
  return planKeyConditions(conditions, schema)
}

function refusal(text: string, schema = table): string {
  try {
    plan(text, schema)
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.equal(error.name, 'DynamoDbError', error.stack)
    return error.message
  }
  return 'none'
}

describe('key conditions', () => {
  it('say which partition and which range', () => {
    const partition = [{ S: 'p' }]
    assert.deepEqual(plan('pk = :p'), { partition, sort: [], range: undefined })
    assert.deepEqual(plan('(sk = :n) AND (:p = pk)'), { partition, sort: [{ N: '5' }], range: undefined })
    assert.deepEqual(plan('pk = :p AND :n < sk'), {
      partition,
      sort: [],
      range: { operator: '>', values: [{ N: '5' }] },
    })
    assert.deepEqual(plan('pk = :p AND sk BETWEEN :n AND :m').range, {
      operator: 'BETWEEN',
      values: [{ N: '5' }, { N: '7' }],
    })
    const texts: KeySchema = { partition: table.partition, sort: [{ name: 'sk', type: 'S' }] }
    assert.deepEqual(plan('pk = :p AND begins_with(sk, :e)', texts).range, {
      operator: 'begins_with',
      values: [{ S: '' }],
    })
  })

  it('are refused in the words of AWS', () => {
    const refused: ReadonlyArray<readonly [string, string]> = [
      ['pk = :p OR sk = :n', 'Invalid operator used in KeyConditionExpression: OR'],
      ['NOT pk = :p', 'Invalid operator used in KeyConditionExpression: NOT'],
      ['pk = :p AND sk IN (:n)', 'Invalid operator used in KeyConditionExpression: IN'],
      ['pk = :p AND sk <> :n', 'Invalid operator used in KeyConditionExpression: <>'],
      ['attribute_exists(pk)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
      ['pk = :p AND size(sk) = :n', 'KeyConditionExpressions cannot contain nested operations'],
      [
        'pk = :p AND :n BETWEEN sk AND :m',
        'Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand',
      ],
      [
        'pk = :p AND begins_with(:s, sk)',
        'Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand',
      ],
      [
        'pk = sk',
        'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
      ],
      ['pk.a = :p', 'KeyConditionExpressions cannot have conditions on nested attributes'],
      [':p = :s', 'Invalid condition in KeyConditionExpression: No key attribute specified'],
      ['pk = :p AND pk = :s', 'KeyConditionExpressions must only contain one condition per key'],
      ['sk = :n', 'Query condition missed key schema element: pk'],
      ['pk = :p AND alien = :s', 'Query condition missed key schema element: sk'],
      ['pk < :p', 'Query key condition not supported'],
      ['pk = :p AND sk = :n AND alien = :s', 'Conditions can be of length 1 or 2 only'],
      [
        'pk = :p AND sk = :s',
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      ],
      [
        'pk = :e',
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ],
      ['pk', 'Invalid KeyConditionExpression: Syntax error; token: "<EOF>", near: "pk"'],
    ]
    for (const [text, message] of refused) assert.equal(refusal(text), message, text)
    assert.equal(
      refusal('pk = :p AND sk = :n', { partition: table.partition, sort: [] }),
      'Query key condition not supported',
    )
  })

  // dynamodb-conformance, multiAttributeGsiKey.test.ts.
  it('know keys of several attributes', () => {
    const attribute = (name: string) => ({ name, type: 'S' as const })
    const schema: KeySchema = { partition: [attribute('h')], sort: ['a', 'b', 'c', 'd'].map(attribute) }
    const text = (names: string) => names.split(' ').join(' AND ')
    assert.deepEqual(plan(text('b=:s h=:p a=:p'), schema).sort, [{ S: 'p' }, { S: 's' }])
    assert.deepEqual(plan(text('h=:p a=:s b>:s'), schema), {
      partition: [{ S: 'p' }],
      sort: [{ S: 's' }],
      range: { operator: '>', values: [{ S: 's' }] },
    })
    const gap = (name: string, last: string) =>
      `RANGE key attributes ${name} must have equality conditions specified in the query because a condition is present on key attribute ${last}`
    assert.equal(refusal(text('h=:p a=:s c=:s'), schema), gap('b', 'c'))
    assert.equal(refusal(text('h=:p a=:s b>:s c=:s'), schema), gap('b', 'c'))
    assert.equal(refusal(text('h=:p b=:s'), schema), gap('a', 'b'))
  })

  it('become ranges of keys', () => {
    const bytes = fc.uint8Array({ maxLength: 3 })
    const number = fc.integer({ min: -1000, max: 1000 }).map((value) => ({ N: String(value / 10) }))
    const pair = fc.oneof(
      fc.tuple(number, number, number),
      fc.tuple(bytes, bytes, bytes).map((all) => all.map((B) => ({ B }))),
    )
    const operator = fc.constantFrom('=', '<', '<=', '>', '>=', 'BETWEEN', 'begins_with')
    fc.assert(
      fc.property(pair, operator, ([value, first, second], name) => {
        assert.ok(value && first && second)
        if (name === 'begins_with' && 'N' in first) return
        const condition = {
          operator: name,
          values: name === 'BETWEEN' ? [first, second] : [first],
        } as KeyCondition
        const { start, end } = keyRange(condition)
        const key = keyBytes(value)
        const inRange = (!start || compareBytes(key, start) >= 0) && (!end || compareBytes(key, end) < 0)
        assert.equal(inRange, expected())

        function expected(): boolean {
          assert.ok(value && first && second)
          if (name === 'BETWEEN') return compares('>=', value, first) && compares('<=', value, second)
          if (name !== 'begins_with') return compares(name as '<', value, first)
          const prefix = keyBytes(first)
          return compareBytes(key.subarray(0, prefix.length), prefix) === 0
        }
      }),
    )
    assert.equal(compareValues({ N: '1' }, { N: '2' }), -1)
  })
})

describe('projections', () => {
  const item = validateItem({
    a: { M: { b: { S: 'bb' }, c: { L: [{ M: { d: { N: '1' }, e: { N: '2' } } }] } } },
    l: { L: [{ S: 'l0' }, { S: 'l1' }, { L: [{ N: '0' }, { N: '1' }] }] },
    s: { S: 'x' },
  })
  const projected = (text: string) => {
    const { projection } = readExpressions({ ProjectionExpression: text })
    assert.ok(projection)
    return JSON.parse(JSON.stringify(project(projection, item)))
  }

  it('leave what their paths lead to', () => {
    assert.deepEqual(projected('s'), { s: { S: 'x' } })
    assert.deepEqual(projected('a.b, s'), { a: { M: { b: { S: 'bb' } } }, s: { S: 'x' } })
    assert.deepEqual(projected('l[2], l[0]'), { l: { L: [{ S: 'l0' }, { L: [{ N: '0' }, { N: '1' }] }] } })
    assert.deepEqual(projected('l[2][1], l[1]'), { l: { L: [{ S: 'l1' }, { L: [{ N: '1' }] }] } })
    assert.deepEqual(projected('a.c[0].d'), { a: { M: { c: { L: [{ M: { d: { N: '1' } } }] } } } })
    for (const text of ['gone', 'a.x', 's.x', 'l[9]', 'l[2][9]', 's[0]', 'l.x', 'toString', 'a.toString']) {
      assert.deepEqual(projected(text), {}, text)
    }
  })

  it('are refused in the words of AWS', () => {
    const message = (text: string, names?: Record<string, string>) => {
      try {
        readExpressions({ ProjectionExpression: text, ExpressionAttributeNames: names })
      } catch (error) {
        return (error as Error).message.replace('Invalid ProjectionExpression: ', '')
      }
      return 'none'
    }
    const overlap = 'Two document paths overlap with each other; must remove or rewrite one of these paths; '
    assert.equal(message('a, a.b'), `${overlap}path one: [a], path two: [a, b]`)
    assert.equal(message('#a, a', { '#a': 'a' }), `${overlap}path one: [a], path two: [a]`)
    assert.match(message('a.b, a[0]'), /^Two document paths conflict/)
    assert.equal(message('!!!'), 'Syntax error; token: "!", near: "!!"')
    assert.equal(message('a,'), 'Syntax error; token: "<EOF>", near: ","')
    assert.equal(message('a, #,b'), 'Syntax error; token: "#", near: ", #,"')
    assert.equal(message(''), 'The expression can not be empty;')
    assert.equal(message('abort'), 'Attribute name is a reserved keyword; reserved keyword: abort')
    assert.match(message('#a'), /not defined; attribute name: #a$/)
  })
})
