import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DynamoDB, TransactionCanceledException, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe('transactions', () => {
  let db: DynamoDB
  const TableName = 'accounts'

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000007' }))
    await makeTable(db, TableName)
  })

  const put = (id: string, balance: number): TransactWriteItem => ({
    Put: { TableName, Item: { id: { S: id }, balance: { N: String(balance) } } },
  })

  const move = (id: string, amount: number): TransactWriteItem => ({
    Update: {
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'ADD balance :amount',
      ConditionExpression: 'balance >= :least',
      ExpressionAttributeValues: { ':amount': { N: String(amount) }, ':least': { N: String(-amount) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  })

  async function balances(...ids: string[]) {
    const { Responses = [] } = await db.transactGetItems({
      TransactItems: ids.map((id) => ({ Get: { TableName, Key: { id: { S: id } } } })),
    })
    return Responses.map(({ Item }) => (Item === undefined ? undefined : Number(Item.balance?.N)))
  }

  it('write all of their items', async () => {
    const done = await db.transactWriteItems({
      TransactItems: [put('a', 100), put('b', 0)],
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.deepEqual(done.ConsumedCapacity, [{ TableName, CapacityUnits: 4, WriteCapacityUnits: 4 }])
    await db.transactWriteItems({ TransactItems: [move('a', -30), move('b', 30)] })
    assert.deepEqual(await balances('a', 'b', 'none'), [70, 30, undefined])
  })

  it('or none, and say why for each', async () => {
    await db.transactWriteItems({ TransactItems: [put('c', 10), put('d', 0)] })
    const refused = db.transactWriteItems({
      TransactItems: [
        move('d', 20),
        move('c', -20),
        { Delete: { TableName, Key: { id: { S: 'c2' } }, ConditionExpression: 'attribute_exists(id)' } },
        put('e', 1),
      ],
    })
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof TransactionCanceledException)
      assert.equal(
        error.message,
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed, None]',
      )
      assert.deepEqual(error.CancellationReasons, [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { id: { S: 'c' }, balance: { N: '10' } },
        },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        { Code: 'None' },
      ])
      return true
    })
    assert.deepEqual(await balances('c', 'd', 'e'), [10, 0, undefined])
  })

  it('check conditions without writing', async () => {
    await db.transactWriteItems({ TransactItems: [put('f', 1)] })
    const check = (value: number): TransactWriteItem => ({
      ConditionCheck: {
        TableName,
        Key: { id: { S: 'f' } },
        ConditionExpression: 'balance = :v',
        ExpressionAttributeValues: { ':v': { N: String(value) } },
      },
    })
    await db.transactWriteItems({ TransactItems: [check(1), put('g', 1)] })
    await assert.rejects(db.transactWriteItems({ TransactItems: [check(2), put('g', 2)] }), {
      name: 'TransactionCanceledException',
    })
    assert.deepEqual(await balances('f', 'g'), [1, 1])
  })

  it('are done once for a token', async () => {
    await db.transactWriteItems({ TransactItems: [put('h', 0)] })
    const request = { TransactItems: [move('h', 1)], ClientRequestToken: 'token-1' }
    await Promise.all([1, 2, 3].map(() => db.transactWriteItems(request)))
    assert.deepEqual(await balances('h'), [1])
    await assert.rejects(db.transactWriteItems({ ...request, TransactItems: [move('h', 2)] }), {
      name: 'IdempotentParameterMismatchException',
    })
  })

  it('refuse what they are not made for', async () => {
    await assert.rejects(db.transactWriteItems({ TransactItems: [put('x', 1), move('x', 1)] }), {
      name: 'ValidationException',
      message: 'Transaction request cannot include multiple operations on one item',
    })
    await assert.rejects(db.transactWriteItems({ TransactItems: [{ ...put('x', 1), ...move('y', 1) }] }), {
      message: 'TransactItems can only contain one of Check, Put, Update or Delete',
    })
    await assert.rejects(
      db.transactWriteItems({ TransactItems: [{ Put: { TableName: 'nowhere', Item: { id: { S: 'a' } } } }] }),
      { name: 'ResourceNotFoundException', message: 'Requested resource not found' },
    )
    await assert.rejects(
      db.transactWriteItems({ TransactItems: [{ Put: { TableName, Item: { id: { N: '5' } } } }] }),
      (error) => {
        assert.ok(error instanceof TransactionCanceledException)
        assert.deepEqual(error.CancellationReasons, [
          {
            Code: 'ValidationError',
            Message:
              'One or more parameter values were invalid: Type mismatch for key id expected: S actual: N',
          },
        ])
        return true
      },
    )
    await assert.rejects(
      db.transactWriteItems({ TransactItems: [{ Put: { TableName, Item: { id: { S: '' } } } }] }),
      { name: 'ValidationException' },
    )
  })
})
