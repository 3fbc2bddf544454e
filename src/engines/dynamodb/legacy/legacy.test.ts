import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  applyUpdate,
  checkParameters,
  evaluateCondition,
  type ParameterizedOperation,
  planKeyConditions,
  project,
  type RequestParameters,
  readParameters,
  validateItem,
  type WireValue,
} from '../index.ts'
import type { ComparisonOperator } from './comparisons.ts'

const item = validateItem({
  a: { S: 'hello' },
  n: { N: '5' },
  s: { SS: ['x', 'y'] },
  l: { L: [{ N: '2' }] },
  t: { BOOL: true },
})

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.equal(error.name, 'DynamoDbError', error.stack)
    return error.message.replace('One or more parameter values were invalid: ', '')
  }
  return 'none'
}

function filter(
  name: string,
  ComparisonOperator: ComparisonOperator,
  ...AttributeValueList: WireValue[]
): boolean {
  const parameters = { ScanFilter: { [name]: { ComparisonOperator, AttributeValueList } } }
  checkParameters('Scan', parameters)
  const read = readParameters(parameters)
  assert.ok(read.filter)
  return evaluateCondition(read.filter, item)
}

describe('older parameters', () => {
  it('compare', () => {
    assert.ok(filter('a', 'EQ', { S: 'hello' }))
    assert.ok(filter('t', 'EQ', { BOOL: true }))
    assert.ok(filter('gone', 'NE', { S: 'x' }))
    assert.ok(!filter('a', 'NE', { S: 'hello' }))
    assert.ok(filter('n', 'LE', { N: '5' }))
    assert.ok(filter('n', 'LT', { N: '5.1' }))
    assert.ok(filter('n', 'GE', { N: '5' }))
    assert.ok(filter('n', 'GT', { N: '4' }))
    assert.ok(filter('n', 'BETWEEN', { N: '4' }, { N: '5' }))
    assert.ok(filter('n', 'IN', { N: '4' }, { N: '5' }))
    assert.ok(filter('gone', 'NULL'))
    assert.ok(filter('a', 'NOT_NULL'))
    assert.ok(filter('a', 'BEGINS_WITH', { S: 'he' }))
    assert.ok(filter('a', 'CONTAINS', { S: 'ell' }))
    assert.ok(filter('s', 'CONTAINS', { S: 'x' }))
    assert.ok(filter('l', 'CONTAINS', { N: '2' }))
    assert.ok(filter('a', 'NOT_CONTAINS', { S: 'x' }))
    assert.ok(!filter('gone', 'NOT_CONTAINS', { S: 'x' }))
  })

  it('expect', () => {
    const holds = (parameters: RequestParameters) => {
      checkParameters('PutItem', parameters)
      const { condition } = readParameters(parameters)
      assert.ok(condition)
      return evaluateCondition(condition, item)
    }
    assert.ok(holds({ Expected: { gone: { Exists: false } } }))
    assert.ok(holds({ Expected: { a: { Value: { S: 'hello' } } } }))
    assert.ok(holds({ Expected: { a: { Value: { S: 'hello' }, Exists: true } } }))
    assert.ok(holds({ Expected: { n: { Value: { N: '9' }, ComparisonOperator: 'LT' } } }))
    const two = { a: { Value: { S: 'hello' } }, n: { Value: { N: '6' } } }
    assert.ok(!holds({ Expected: two }))
    assert.ok(!holds({ Expected: two, ConditionalOperator: 'AND' }))
    assert.ok(holds({ Expected: two, ConditionalOperator: 'OR' }))
    assert.equal(readParameters({ Expected: {} }).condition, undefined)
  })

  it('update', () => {
    const update = (AttributeUpdates: RequestParameters['AttributeUpdates'], of = item) => {
      const read = readParameters({ AttributeUpdates })
      assert.ok(read.update)
      return applyUpdate(read.update, of, {})
    }
    const after = update({
      a: { Value: { S: 'new' } },
      n: { Action: 'ADD', Value: { N: '4' } },
      s: { Action: 'DELETE', Value: { SS: ['x'] } },
      l: { Action: 'ADD', Value: { L: [{ S: 'more' }] } },
      t: { Action: 'DELETE' },
    })
    assert.deepEqual(
      after,
      validateItem({
        a: { S: 'new' },
        n: { N: '9' },
        s: { SS: ['y'] },
        l: { L: [{ N: '2' }, { S: 'more' }] },
      }),
    )
    const mismatch = 'Type mismatch for attribute to update'
    assert.equal(
      refusal(() => update({ a: { Action: 'ADD', Value: { N: '4' } } })),
      mismatch,
    )
    assert.equal(
      refusal(() => update({ a: { Action: 'DELETE', Value: { SS: ['4'] } } })),
      mismatch,
    )
    assert.equal(
      refusal(() => update({ a: { Action: 'PUT' } })),
      'Only DELETE action is allowed when no attribute value is specified',
    )
    assert.equal(
      refusal(() => update({ a: { Action: 'DELETE', Value: { S: 'x' } } })),
      'DELETE action with value is not supported for the type S',
    )
    assert.equal(
      refusal(() => update({ a: { Action: 'ADD', Value: { M: {} } } })),
      'ADD action is not supported for the type M',
    )
    const onNothing = (AttributeUpdates: RequestParameters['AttributeUpdates']) => {
      const read = readParameters({ AttributeUpdates })
      assert.ok(read.update)
      return applyUpdate(read.update, undefined, validateItem({ p: { S: 'p' } }))
    }
    assert.equal(onNothing({ a: { Action: 'DELETE' } }), undefined)
    assert.deepEqual(onNothing({}), validateItem({ p: { S: 'p' } }))
  })

  it('say what to get and where', () => {
    const { projection, keyConditions } = readParameters({
      AttributesToGet: ['a', 'toString'],
      KeyConditions: {
        p: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'p' }] },
        q: { ComparisonOperator: 'BETWEEN', AttributeValueList: [{ N: '1' }, { N: '2' }] },
      },
    })
    assert.ok(projection && keyConditions)
    assert.deepEqual(project(projection, item), validateItem({ a: { S: 'hello' } }))
    const schema = {
      partition: [{ name: 'p', type: 'S' as const }],
      sort: [{ name: 'q', type: 'N' as const }],
    }
    assert.deepEqual(planKeyConditions(keyConditions, schema), {
      partition: [{ S: 'p' }],
      sort: [],
      range: { operator: 'BETWEEN', values: [{ N: '1' }, { N: '2' }] },
    })
    const contains = readParameters({
      KeyConditions: { p: { ComparisonOperator: 'NE', AttributeValueList: [{ S: 'p' }] } },
    }).keyConditions
    assert.ok(contains)
    assert.equal(
      refusal(() => planKeyConditions(contains, schema)),
      'Attempted conditional constraint is not an indexable operation',
    )
    assert.equal(
      refusal(() => readParameters({ AttributesToGet: ['a', 'b', 'a'] })),
      'Duplicate value in attribute name: a',
    )
  })

  it('are refused in the words of AWS', () => {
    const one = { S: 'x' }
    const refused: ReadonlyArray<readonly [() => unknown, string]> = [
      [() => filter('a', 'EQ'), 'Invalid number of argument(s) for the EQ ComparisonOperator'],
      [() => filter('a', 'NULL', one), 'Invalid number of argument(s) for the NULL ComparisonOperator'],
      [() => filter('a', 'IN'), 'Invalid number of argument(s) for the IN ComparisonOperator'],
      [() => filter('a', 'BETWEEN', one), 'Invalid number of argument(s) for the BETWEEN ComparisonOperator'],
      [
        () => filter('a', 'IN', one, { N: '1' }),
        'AttributeValues inside AttributeValueList must be of same type',
      ],
      [() => filter('a', 'LT', { L: [] }), 'ComparisonOperator LT is not valid for L AttributeValue type'],
      [
        () => filter('a', 'BEGINS_WITH', { N: '1' }),
        'ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type',
      ],
      [
        () => filter('a', 'BETWEEN', { N: '2' }, { N: '1' }),
        'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
      ],
      [
        () => readParameters({ Expected: { a: {} } }),
        'Value must be provided when Exists is null for Attribute: a',
      ],
      [
        () => readParameters({ Expected: { a: { Exists: true } } }),
        'Value must be provided when Exists is true for Attribute: a',
      ],
      [
        () => readParameters({ Expected: { a: { Exists: false, Value: one } } }),
        'Value cannot be used when Exists is false for Attribute: a',
      ],
      [
        () => readParameters({ Expected: { a: { AttributeValueList: [one] } } }),
        'AttributeValueList can only be used with a ComparisonOperator for Attribute: a',
      ],
      [
        () => readParameters({ Expected: { a: { AttributeValueList: [one], Value: one } } }),
        'Value and AttributeValueList cannot be used together for Attribute: a',
      ],
      [
        () => readParameters({ Expected: { a: { Exists: true, ComparisonOperator: 'EQ' } } }),
        'Exists and ComparisonOperator cannot be used together for Attribute: a',
      ],
      [
        () => readParameters({ Expected: { a: { ComparisonOperator: 'EQ' } } }),
        'Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a',
      ],
    ]
    for (const [act, message] of refused) assert.equal(refusal(act), message)
  })

  it('do not go together with expressions', () => {
    const check = (operation: ParameterizedOperation, parameters: RequestParameters) =>
      refusal(() => checkParameters(operation, parameters)).replace(
        'Can not use both expression and non-expression parameters in the same request: ',
        '',
      )
    const condition = { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'x' }] } as const
    const mixed = (older: string, expressions: string) =>
      `Non-expression parameters: {${older}} Expression parameters: {${expressions}}`
    assert.equal(
      check('Query', {
        KeyConditions: { pk: condition },
        QueryFilter: { a: condition },
        ConditionalOperator: 'AND',
        KeyConditionExpression: 'pk = :p',
        FilterExpression: 'a = :v',
        ProjectionExpression: 'b',
      }),
      mixed(
        'QueryFilter, ConditionalOperator, KeyConditions',
        'ProjectionExpression, FilterExpression, KeyConditionExpression',
      ),
    )
    assert.equal(
      check('UpdateItem', {
        AttributeUpdates: {},
        Expected: { a: {} },
        ConditionalOperator: 'AND',
        UpdateExpression: '',
        ConditionExpression: '',
      }),
      mixed('AttributeUpdates, Expected, ConditionalOperator', 'UpdateExpression, ConditionExpression'),
    )
    assert.equal(check('Query', { KeyConditions: {}, FilterExpression: 'a = b' }), 'none')
    assert.equal(
      check('Scan', { ConditionalOperator: 'AND', ScanFilter: {} }),
      'ConditionalOperator cannot be used without Filter or Expected',
    )
    assert.equal(
      check('Scan', { ConditionalOperator: 'AND', ScanFilter: { a: condition } }),
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    )
    assert.equal(
      check('GetItem', { ExpressionAttributeNames: { '#a': 'a' } }),
      'ExpressionAttributeNames can only be specified when using expressions',
    )
    const ExpressionAttributeValues = { ':a': { S: 'a' } }
    assert.equal(
      check('UpdateItem', { ExpressionAttributeValues }),
      'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null',
    )
    assert.equal(
      check('PutItem', { ExpressionAttributeValues }),
      'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
    )
  })
})
