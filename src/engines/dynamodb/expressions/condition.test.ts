import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  bindExpressions,
  evaluateCondition,
  parseCondition,
  readExpressions,
  validateItem,
  type WireValue,
} from '../index.ts'

const item = validateItem({
  a: { N: '5' },
  b: { S: 'hello' },
  c: { B: Uint8Array.of(1, 2, 3) },
  d: { SS: ['x', 'y'] },
  e: { L: [{ N: '1' }, { S: 'two' }, { L: [{ N: '3' }] }] },
  f: { M: { g: { S: 'deep' }, h: { L: [{ M: { i: { N: '7' } } }] } } },
  t: { BOOL: true },
  z: { NULL: true },
  n: { NS: ['1', '2.5'] },
  s: { BS: [Uint8Array.of(9)] },
})

const values: Record<string, WireValue> = {
  ':one': { N: '1' },
  ':five': { N: '5.0' },
  ':nine': { N: '9' },
  ':hello': { S: 'hello' },
  ':he': { S: 'he' },
  ':ell': { S: 'ell' },
  ':x': { S: 'x' },
  ':two': { S: 'two' },
  ':list': { L: [{ N: '3' }] },
  ':b23': { B: Uint8Array.of(2, 3) },
  ':b12': { B: Uint8Array.of(1, 2) },
  ':nineByte': { B: Uint8Array.of(9) },
  ':N': { S: 'N' },
  ':SS': { S: 'SS' },
  ':half': { N: '2.50' },
  ':set': { SS: ['y', 'x'] },
  ':true': { BOOL: true },
}

function used(text: string): Record<string, WireValue> {
  return Object.fromEntries((text.match(/:\w+/g) ?? []).map((name) => [name, values[name] ?? { S: name }]))
}

function holds(text: string): boolean {
  const ExpressionAttributeValues = text.includes(':') ? used(text) : undefined
  const { condition } = readExpressions({ ConditionExpression: text, ExpressionAttributeValues })
  assert.ok(condition)
  return evaluateCondition(condition, item)
}

function refusal(text: string, names?: Record<string, string>, given?: Record<string, WireValue>): string {
  const ExpressionAttributeValues = given ?? (text.includes(':') ? used(text) : undefined)
  try {
    parseCondition(text, bindExpressions({ ExpressionAttributeNames: names, ExpressionAttributeValues }))
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.equal(error.name, 'DynamoDbError', `${text}: ${error.stack}`)
    return error.message.replace('Invalid ConditionExpression: ', '')
  }
  return 'none'
}

describe('conditions', () => {
  it('hold', () => {
    for (const text of [
      'a = :five',
      'a <> :one',
      'a > :one and a<:nine',
      'a >= :five AND a <= :five',
      ':five = a',
      'a BETWEEN :one AND :nine',
      'a between :five and :five AND b = :hello',
      'a IN (:one, :hello, :five)',
      'gone <> :one',
      'gone <> absent',
      'NOT gone = absent',
      'attribute_exists(a) AND attribute_not_exists(gone)',
      'attribute_exists(f.h[0].i) AND attribute_not_exists(f.h[1])',
      'f.h[0].i > a',
      'attribute_type(a, :N) AND attribute_type(d, :SS)',
      'begins_with(b, :he)',
      'begins_with (c, :b12)',
      'begins_with(b, b.c) OR begins_with(b, :he)',
      'contains(b, :ell)',
      'contains(c, :b23)',
      'contains(d, :x)',
      'contains(n, :half)',
      'contains(s, :nineByte)',
      'contains(e, :list) AND contains(e, :two)',
      'size(b) = :five',
      'size(d) > :one',
      '(size(f)) > :one',
      'size(c) BETWEEN :one AND :nine',
      'd = :set',
      'a = :one OR a = :five AND b = :hello',
      'NOT (a = :one OR a = :nine)',
      'NOT a = :one AND b = :hello',
      '((a = :one) OR (a = :five)) AND (b) = (:hello)',
      '(f).h[0].i > a',
      't = :true',
    ]) {
      assert.equal(holds(text), true, text)
    }
  })

  it('do not hold', () => {
    for (const text of [
      'a = :hello',
      'gone = absent',
      'gone < :one',
      ':one < gone',
      'gone BETWEEN :one AND :nine',
      'b > :one',
      'd < :hello',
      'attribute_type(gone, :N)',
      'begins_with(a, :he)',
      'begins_with(b, :hello2)',
      'contains(b, :one)',
      'contains(d, :ell)',
      'size(a) = :one',
      'size(gone) = :one',
      'attribute_exists(b.c)',
      'attribute_exists(e[3])',
      'attribute_exists(toString)',
      'attribute_exists(f.hasOwnProperty)',
      'a = :one OR a = :five AND b = :x',
      'NOT attribute_exists(a)',
    ]) {
      assert.equal(holds(text), false, text)
    }
  })

  it('see an item that is not there as empty', () => {
    const bindings = bindExpressions({})
    assert.ok(evaluateCondition(parseCondition('attribute_not_exists(a)', bindings), undefined))
    assert.ok(!evaluateCondition(parseCondition('attribute_exists(a)', bindings), undefined))
  })

  // The parts of the text around the wrong token are those of messages that users of AWS have published.
  it('name the token that does not belong where it stands', () => {
    const near = (token: string, text: string) => `Syntax error; token: "${token}", near: "${text}"`
    assert.equal(refusal('foo'), near('<EOF>', 'foo'))
    assert.equal(refusal('[object Object]'), near('[', '[object'))
    assert.equal(refusal('a IN ()'), near(')', '()'))
    assert.equal(refusal('attribute_not_exists('), near('<EOF>', '('))
    assert.equal(refusal('contains (themes, :theme'), near('<EOF>', ':theme'))
    assert.equal(refusal('CourseId-Index = :a'), near('-', 'CourseId-Index'))
    assert.equal(refusal('a[-1] = :a'), near('-', '[-1'))
    assert.equal(refusal('a != :a'), near('!', 'a !='))
    assert.equal(refusal('a = :a b'), near('b', ':a b'))
    assert.equal(refusal('(a = :a'), near('<EOF>', ':a'))
    assert.equal(refusal('a = :a)'), near(')', ':a)'))
    assert.equal(refusal('AND'), near('AND', 'AND'))
    assert.equal(refusal('_a = :a'), near('_', '_a'))
    assert.equal(refusal('(foo)'), near('<EOF>', ')'))
    assert.equal(refusal('a = 😀'), near('😀', '= 😀'))
    assert.equal(refusal('a = NOT b'), near('NOT', '= NOT b'))
    assert.equal(refusal('a = (b = :a)'), near('<EOF>', ')'))
  })

  it('are refused in the words of AWS', () => {
    const wrongType = (name: string, type: string) =>
      `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`
    const refused: ReadonlyArray<readonly [string, string]> = [
      ['', 'The expression can not be empty;'],
      ['((a = :one))', 'The expression has redundant parentheses;'],
      ['a = ((:one))', 'The expression has redundant parentheses;'],
      ['dog(a)', 'Invalid function name; function: dog'],
      ['BEGINS_WITH(a, :x)', 'Invalid function name; function: BEGINS_WITH'],
      ['size(a)', 'The function is not allowed to be used this way in an expression; function: size'],
      [
        'attribute_exists(a) < :one',
        'The function is not allowed to be used this way in an expression; function: attribute_exists',
      ],
      [
        'list_append(a, a) = :one',
        'The function is not allowed to be used this way in an expression; function: list_append',
      ],
      ['a = :one AND Status = :x', 'Attribute name is a reserved keyword; reserved keyword: Status'],
      ['b.name = :x', 'Attribute name is a reserved keyword; reserved keyword: name'],
      [
        '#n = :x',
        'An expression attribute name used in the document path is not defined; attribute name: #n',
      ],
      [
        'size(a, a) = :one',
        'Incorrect number of operands for operator or function; operator or function: size, number of operands: 2',
      ],
      [
        'contains(a, a)',
        'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]',
      ],
      [
        'a.b[0] = a.b[0]',
        'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a, b, [0]]',
      ],
      [
        'attribute_exists(:one)',
        'Operator or function requires a document path; operator or function: attribute_exists',
      ],
      ['begins_with(a, :one)', wrongType('begins_with', 'N')],
      ['attribute_type(a, :one)', wrongType('attribute_type', 'N')],
      ['attribute_type(a, b)', wrongType('attribute_type', '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}')],
      [
        'attribute_type(a, :x)',
        'Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
      ],
      ['size(:one) > :one', wrongType('size', 'N')],
      ['a < :list', wrongType('<', 'L')],
      [':true >= a', wrongType('>=', 'BOOL')],
      ['a BETWEEN :list AND :list', wrongType('BETWEEN', 'L')],
      [
        'a BETWEEN :nine AND :one',
        'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:9}, upper bound operand: AttributeValue: {N:1}',
      ],
      [
        'a BETWEEN :one AND :x',
        'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}',
      ],
    ]
    for (const [text, message] of refused) assert.equal(refusal(text), message, text)
    assert.equal(
      refusal('a = :b', undefined, { ':c': { S: 'x' } }),
      'An expression attribute value used in expression is not defined; attribute value: :b',
    )
  })

  it('name the most important of several errors', () => {
    assert.match(refusal('name = :one AND ((dog(a)))'), /redundant/)
    assert.match(refusal('name = :one AND dog(a)'), /function: dog/)
    assert.match(refusal('name = :one AND size(a)'), /not allowed/)
    assert.match(refusal('#n = :one AND name = :one'), /reserved/)
    assert.match(refusal('begins_with(a, :one) AND #n = :one'), /operand type/)
  })

  it('have limits', () => {
    assert.equal(
      refusal(`a = :one OR ${'b'.repeat(4090)} = :one`),
      'Expression size has exceeded the maximum allowed size; expression size: 4109',
    )
    const conditions = (count: number) => Array(count).fill('a=:one').join(' OR ')
    assert.equal(refusal(conditions(150)), 'none')
    assert.equal(refusal(conditions(151)), 'The expression contains too many operators; operator count: 301')
    const list = (count: number) => `a IN (${Array(count).fill(':one').join(',')})`
    assert.equal(refusal(list(100)), 'none')
    assert.equal(
      refusal(list(101)),
      'The IN operator is provided with too many operands; number of operands: 101',
    )
    for (const text of [
      '('.repeat(4096),
      `${'('.repeat(2000)}a=:one${')'.repeat(2000)}`,
      'NOT '.repeat(1000),
    ]) {
      assert.notEqual(refusal(text), 'none')
    }
    assert.notEqual(refusal('size('.repeat(800)), 'none')
    assert.match(refusal(`a${'[0]'.repeat(32)} = :one`), /too many nesting elements/)
    assert.match(refusal('a[99999999999999999999] = :one'), /allowable range/)
  })

  it('check names and values', () => {
    const message = (parameters: Parameters<typeof readExpressions>[0]) => {
      try {
        readExpressions(parameters)
      } catch (error) {
        return (error as Error).message
      }
      return 'none'
    }
    const ConditionExpression = 'a = :a'
    assert.equal(
      message({ ConditionExpression, ExpressionAttributeNames: {} }),
      'ExpressionAttributeNames must not be empty',
    )
    assert.equal(
      message({ ConditionExpression, ExpressionAttributeNames: { a: 'b' } }),
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
    )
    assert.equal(
      message({ ConditionExpression, ExpressionAttributeValues: {} }),
      'ExpressionAttributeValues must not be empty',
    )
    assert.equal(
      message({ ConditionExpression, ExpressionAttributeValues: { a: { S: 'a' } } }),
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"',
    )
    assert.equal(
      message({ ConditionExpression, ExpressionAttributeValues: { ':a': { SS: [] } } }),
      'ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :a',
    )
    const a = { ':a': { S: 'a' } }
    assert.equal(
      message({
        ConditionExpression,
        ExpressionAttributeValues: { ...a, ':b': { S: 'b' }, ':c': { S: 'c' } },
      }),
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b, :c}',
    )
    assert.equal(
      message({
        ConditionExpression,
        ExpressionAttributeValues: { ...a, ':b': { S: 'b' } },
        ExpressionAttributeNames: { '#unused': 'x' },
      }),
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}',
    )
    assert.equal(
      message({
        ConditionExpression,
        FilterExpression: '#f = :b',
        ExpressionAttributeValues: { ...a, ':b': { S: 'b' } },
        ExpressionAttributeNames: { '#f': 'toString' },
      }),
      'none',
    )
    assert.match(message({ FilterExpression: 'a' }), /^Invalid FilterExpression: Syntax error/)
    assert.match(
      message({ ConditionExpression: '#toString = a', ExpressionAttributeNames: { '#x': 'x' } }),
      /not defined; attribute name: #toString/,
    )
  })
})
