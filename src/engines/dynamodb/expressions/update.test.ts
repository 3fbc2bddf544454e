import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { applyUpdate, type Item, readExpressions, validateItem, type WireValue } from '../index.ts'

type Plain = null | boolean | number | string | Set<string | number> | Plain[] | { [name: string]: Plain }

function wire(plain: Plain): WireValue {
  if (plain === null) return { NULL: true }
  if (typeof plain === 'boolean') return { BOOL: plain }
  if (typeof plain === 'number') return { N: String(plain) }
  if (typeof plain === 'string') return { S: plain }
  if (plain instanceof Set) {
    const members = [...plain]
    return typeof members[0] === 'number' ? { NS: members.map(String) } : { SS: members.map(String) }
  }
  if (Array.isArray(plain)) return { L: plain.map(wire) }
  return { M: Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, wire(value)])) }
}

function itemOf(plain: Record<string, Plain>): Item {
  return validateItem(Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, wire(value)])))
}

const key = itemOf({ p: 'key' })

function updated(
  before: Record<string, Plain> | undefined,
  text: string,
  values?: Record<string, Plain>,
  names?: Record<string, string>,
): Item {
  const { update } = readExpressions({
    UpdateExpression: text,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues:
      values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wire(value)])),
  })
  assert.ok(update)
  const item = before && itemOf({ p: 'key', ...before })
  const copy = structuredClone(item)
  const result = applyUpdate(update, item, key)
  assert.ok(result)
  assert.deepEqual(structuredClone(item), copy, 'the old item stays as it is')
  return result
}

function check(
  before: Record<string, Plain> | undefined,
  text: string,
  values: Record<string, Plain> | undefined,
  after: Record<string, Plain>,
): void {
  assert.deepEqual(updated(before, text, values), itemOf({ p: 'key', ...after }), text)
}

function refusal(
  before: Record<string, Plain> | undefined,
  text: string,
  values?: Record<string, Plain>,
  names?: Record<string, string>,
): string {
  try {
    updated(before, text, values, names)
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.equal(error.name, 'DynamoDbError', error.stack)
    return error.message.replace('Invalid UpdateExpression: ', '')
  }
  return 'none'
}

// Most cases are those of ScyllaDB Alternator's test_update_expression.py, which its authors run against AWS.
describe('updates', () => {
  it('set', () => {
    check({}, 'SET a = :v, b = :v', { ':v': 4 }, { a: 4, b: 4 })
    check(undefined, 'set a=:v', { ':v': 4 }, { a: 4 })
    check({ a: 'hello' }, 'SET b = a', undefined, { a: 'hello', b: 'hello' })
    check({ a: 2 }, 'SET a = a + :v', { ':v': 3 }, { a: 5 })
    check({ a: 2 }, 'SET b = :v - a', { ':v': 3 }, { a: 2, b: 1 })
    check({ a: 2 }, 'SET b = (:v + a)', { ':v': 3 }, { a: 2, b: 5 })
    check({ a: 2 }, 'SET a = if_not_exists(a, :v)', { ':v': 3 }, { a: 2 })
    check({}, 'SET a = if_not_exists(a, :v) + :w', { ':v': 3, ':w': 1 }, { a: 4 })
    check({ a: ['x'] }, 'SET a = list_append(a, :v)', { ':v': ['y'] }, { a: ['x', 'y'] })
    check({ a: ['x'] }, 'SET a = list_append(:v, a)', { ':v': ['y'] }, { a: ['y', 'x'] })
    check({}, 'SET a = list_append(if_not_exists(a, :e), :v)', { ':e': [], ':v': ['y'] }, { a: ['y'] })
    check({ a: { b: 1 } }, 'SET a.c = :v, a.b = :w', { ':v': 1, ':w': 'x' }, { a: { b: 'x', c: 1 } })
    check({ a: { b: [0, { c: [5] }] } }, 'SET a.b[1].c[0] = :v', { ':v': 9 }, { a: { b: [0, { c: [9] }] } })
  })

  it('read the item as it was', () => {
    check({ a: 1, b: 2 }, 'SET a = b, b = a', undefined, { a: 2, b: 1 })
    check({ a: 'x' }, 'REMOVE a SET b = a', undefined, { b: 'x' })
    assert.match(refusal({}, 'SET x = :v, y = x', { ':v': 1 }), /refers to an attribute that does not exist/)
  })

  it('count places in lists as they were', () => {
    check({ a: [2, 3, 4, 5, 6, 7] }, 'REMOVE a[1] SET a[3] = :v', { ':v': 17 }, { a: [2, 4, 17, 6, 7] })
    check({ a: ['x'] }, 'SET a[7] = :v', { ':v': 'y' }, { a: ['x', 'y'] })
    check(
      { a: ['x'] },
      'SET a[84] = :a, a[37] = :b, a[17] = :c, a[50] = :d',
      { ':a': 1, ':b': 2, ':c': 3, ':d': 4 },
      { a: ['x', 3, 2, 4, 1] },
    )
    check({ a: [1, 2, 3] }, 'REMOVE a[0], a[2], a[17]', undefined, { a: [2] })
    check({ a: [1] }, 'REMOVE a[0]', undefined, { a: [] })
    check({ a: [] }, 'SET a[0] = :v', { ':v': 1 }, { a: [1] })
    check({ a: [[1, 2], 3] }, 'REMOVE a[0][1], a[1]', undefined, { a: [[1]] })
  })

  it('remove', () => {
    check({ a: 1, b: 2 }, 'REMOVE a, c', undefined, { b: 2 })
    check({ a: { b: 1 } }, 'REMOVE a.b', undefined, { a: {} })
    check(undefined, 'REMOVE x.y SET a = :v', { ':v': 1 }, { a: 1 })
    assert.match(refusal({}, 'REMOVE x.y'), /document path .* invalid for update/)
  })

  it('add and delete', () => {
    check({ a: 3 }, 'ADD a :v', { ':v': 4 }, { a: 7 })
    check(undefined, 'ADD a :v', { ':v': 4 }, { a: 4 })
    check(
      { a: new Set(['x', 'y']) },
      'ADD a :v',
      { ':v': new Set(['y', 'z']) },
      { a: new Set(['x', 'y', 'z']) },
    )
    check({}, 'ADD a :v', { ':v': new Set(['y']) }, { a: new Set(['y']) })
    check(
      { a: [{ b: new Set([1]) }] },
      'ADD a[0].b :v',
      { ':v': new Set([2]) },
      { a: [{ b: new Set([1, 2]) }] },
    )
    check({ a: new Set(['x', 'y']) }, 'DELETE a :v', { ':v': new Set(['y', 'z']) }, { a: new Set(['x']) })
    check({ a: new Set([1]) }, 'DELETE a :v', { ':v': new Set([1]) }, {})
    check({}, 'DELETE a :v', { ':v': new Set([1]) }, {})
    assert.match(refusal({ a: 'x' }, 'ADD a :v', { ':v': 1 }), /operand .* has an incorrect data type/)
    assert.match(refusal({ a: new Set([1]) }, 'DELETE a :v', { ':v': new Set(['1']) }), /incorrect data type/)
    assert.match(refusal({}, 'ADD a.b :v', { ':v': 1 }), /invalid for update/)
    assert.match(refusal({}, 'DELETE a.b :v', { ':v': new Set([1]) }), /invalid for update/)
    const bytes = readExpressions({
      UpdateExpression: 'ADD a :v DELETE b :v',
      ExpressionAttributeValues: { ':v': { BS: [Uint8Array.of(1), Uint8Array.of(2)] } },
    })
    assert.ok(bytes.update)
    const before = validateItem({
      a: { BS: [Uint8Array.of(1)] },
      b: { BS: [Uint8Array.of(1), Uint8Array.of(3)] },
    })
    assert.deepEqual(
      applyUpdate(bytes.update, before, key),
      validateItem({ a: { BS: [Uint8Array.of(1), Uint8Array.of(2)] }, b: { BS: [Uint8Array.of(3)] } }),
    )
  })

  it('make no item by taking away', () => {
    for (const [UpdateExpression, values] of [
      ['REMOVE x.y, z', undefined],
      ['DELETE x :v REMOVE y', { ':v': { NS: ['1'] } }],
    ] as const) {
      const { update } = readExpressions({ UpdateExpression, ExpressionAttributeValues: values })
      assert.ok(update)
      assert.equal(applyUpdate(update, undefined, key), undefined)
    }
  })

  it('take names for what they are', () => {
    const item = updated({}, 'SET #a = :v, #b = :v', { ':v': 1 }, { '#a': 'a.b', '#b': '__proto__' })
    assert.deepEqual(Object.keys(item), ['p', 'a.b', '__proto__'])
    assert.match(refusal({}, 'SET #a.x = :v', { ':v': 1 }, { '#a': 'constructor' }), /invalid for update/)
  })

  it('refuse paths that lead nowhere', () => {
    const message = 'The document path provided in the update expression is invalid for update'
    for (const text of ['SET a.c = :v', 'SET b.c = :v', 'SET c.c = :v', 'SET a[0] = :v', 'SET b[5].x = :v']) {
      assert.equal(refusal({ a: 'hello', b: ['hi'] }, text, { ':v': 1 }), message, text)
    }
    assert.equal(refusal(undefined, 'SET c.c = :v', { ':v': 1 }), message)
    assert.equal(refusal({ a: 'x' }, 'REMOVE a.b'), message)
  })

  it('are refused in the words of AWS', () => {
    const overlap = (kind: string, one: string, two: string) =>
      `Two document paths ${kind} with each other; must remove or rewrite one of these paths; path one: ${one}, path two: ${two}`
    const type = (name: string, found: string) =>
      `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${found}`
    const refused: ReadonlyArray<readonly [string, Record<string, Plain> | undefined, string]> = [
      ['', undefined, 'The expression can not be empty;'],
      ['INVALID SYNTAX HERE', undefined, 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
      ['ADD hits : incr', { ':incr': 1 }, 'Syntax error; token: ":", near: "hits : incr"'],
      ['SET path = VALUE 1', undefined, 'Syntax error; token: "1", near: "VALUE 1"'],
      ['SET _123 = :v', { ':v': 1 }, 'Syntax error; token: "_", near: "SET _123"'],
      ['SET', undefined, 'Syntax error; token: "<EOF>", near: "SET"'],
      ['ADD a', undefined, 'Syntax error; token: "<EOF>", near: "a"'],
      ['SET a = :v + :v + :v', { ':v': 1 }, 'Syntax error; token: "+", near: ":v + :v"'],
      ['SET a = f(b, :v + :v)', { ':v': 1 }, 'Syntax error; token: "+", near: ":v + :v"'],
      ['SET :a = :v', { ':v': 1 }, 'Syntax error; token: ":a", near: "SET :a ="'],
      [
        'SET a = :v SET b = :v',
        { ':v': 1 },
        'The "SET" section can only be used once in an update expression;',
      ],
      ['SET size = :v', { ':v': 1 }, 'Attribute name is a reserved keyword; reserved keyword: size'],
      ['SET a = LIST_APPEND(:v, :v)', { ':v': [] }, 'Invalid function name; function: LIST_APPEND'],
      [
        'SET a = list_append(list_append(:v, :v), :v)',
        { ':v': [] },
        'The function is not allowed to be used this way in an expression; function: list_append',
      ],
      [
        'SET a = list_append(:v)',
        { ':v': [] },
        'Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1',
      ],
      ['SET a = list_append(:v, :v)', { ':v': 'x' }, type('list_append', 'S')],
      ['SET a = :v + :v', { ':v': 'x' }, type('+', 'S')],
      [
        'SET a = if_not_exists(:v, :v)',
        { ':v': 1 },
        'Operator or function requires a document path; operator or function: if_not_exists',
      ],
      [
        'ADD a :v',
        { ':v': 'x' },
        'Incorrect operand type for operator or function; operator: ADD, operand type: STRING',
      ],
      [
        'DELETE a :v',
        { ':v': 1 },
        'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER',
      ],
      ['SET a = :v REMOVE a', { ':v': 1 }, overlap('overlap', '[a]', '[a]')],
      ['SET a.b.c = :v, a.b = :v', { ':v': 1 }, overlap('overlap', '[a, b, c]', '[a, b]')],
      ['SET a[1][1] = :v, a[1] = :v', { ':v': 1 }, overlap('overlap', '[a, [1], [1]]', '[a, [1]]')],
      ['SET a.b = :v, a[1] = :v', { ':v': 1 }, overlap('conflict', '[a, b]', '[a, [1]]')],
      [
        'SET a = :w',
        { ':v': 1 },
        'An expression attribute value used in expression is not defined; attribute value: :w',
      ],
      [
        'SET #a = :w',
        { ':v': 1 },
        'An expression attribute name used in the document path is not defined; attribute name: #a',
      ],
    ]
    for (const [text, values, message] of refused) {
      assert.equal(refusal({}, text, values), message, text)
    }
    assert.match(refusal({}, 'SET #a = :v, #b = :v', { ':v': 1 }, { '#a': 'x', '#b': 'x' }), /overlap/)
    assert.equal(
      refusal({}, 'SET a.b = :v, a.c = :v, b = :v', { ':v': 1 }),
      'The document path provided in the update expression is invalid for update',
    )
  })

  it('refuse numbers and levels that do not fit', () => {
    assert.match(refusal({ a: 1e50 }, 'SET a = a + :v', { ':v': 1 }), /^Number overflow/)
    const deep = (levels: number): Plain => (levels === 0 ? 'x' : [deep(levels - 1)])
    assert.equal(refusal({ a: {} }, 'SET a.b = :v', { ':v': deep(30) }), 'none')
    assert.match(refusal({ a: {} }, 'SET a.b = :v', { ':v': deep(31) }), /^Nesting Levels/)
  })
})
