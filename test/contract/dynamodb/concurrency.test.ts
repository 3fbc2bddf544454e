import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe('many at once', () => {
  let db: DynamoDB
  const TableName = 'crowded'

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000008' }))
    await makeTable(db, TableName, {
      AttributeDefinitions: [{ AttributeName: 'n', AttributeType: 'N' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-n',
          KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    })
  })

  const times = <T>(count: number, work: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)))

  it('count one counter without losing one', async () => {
    const Key = { id: { S: 'counter' } }
    const seen = await times(100, () =>
      db.updateItem({
        TableName,
        Key,
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: 'UPDATED_NEW',
      }),
    )
    const values = seen.map(({ Attributes }) => Number(Attributes?.n?.N)).sort((a, b) => a - b)
    assert.deepEqual(
      values,
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    const entries = await db.scan({ TableName, IndexName: 'by-n' })
    assert.deepEqual(entries.Items, [{ id: { S: 'counter' }, n: { N: '100' } }])
  })

  it('one alone puts an item that must not be there', async () => {
    const done = await times(20, (index) =>
      db
        .putItem({
          TableName,
          Item: { id: { S: 'first' }, who: { N: String(index) } },
          ConditionExpression: 'attribute_not_exists(id)',
        })
        .then(
          () => index,
          (error: Error) => {
            assert.equal(error.name, 'ConditionalCheckFailedException')
            return undefined
          },
        ),
    )
    const winners = done.filter((index) => index !== undefined)
    assert.equal(winners.length, 1)
    const { Item } = await db.getItem({ TableName, Key: { id: { S: 'first' } } })
    assert.equal(Number(Item?.who?.N), winners[0])
  })

  it('move money without making any', async () => {
    const accounts = ['m0', 'm1', 'm2', 'm3']
    await times(4, (index) => db.putItem({ TableName, Item: { id: { S: `m${index}` }, sum: { N: '100' } } }))
    await times(40, async (index) => {
      const [from, to] = [accounts[index % 4] ?? '', accounts[(index * 3 + 1) % 4] ?? '']
      if (from === to) return
      const change = (id: string, amount: string) => ({
        Update: {
          TableName,
          Key: { id: { S: id } },
          UpdateExpression: 'ADD #sum :amount',
          ExpressionAttributeNames: { '#sum': 'sum' },
          ExpressionAttributeValues: { ':amount': { N: amount } },
        },
      })
      await db.transactWriteItems({ TransactItems: [change(from, '-7'), change(to, '7')] })
    })
    const { Responses = [] } = await db.transactGetItems({
      TransactItems: accounts.map((id) => ({ Get: { TableName, Key: { id: { S: id } } } })),
    })
    assert.equal(
      Responses.reduce((sum, { Item }) => sum + Number(Item?.sum?.N), 0),
      400,
    )
  })

  it('put nothing into a table that has been deleted', async () => {
    const gone = await makeTable(db, 'deleted-under-way')
    const writes = times(40, (index) =>
      db.putItem({ TableName: gone, Item: { id: { S: `w${index}` } } }).catch((error: Error) => {
        assert.equal(error.name, 'ResourceNotFoundException')
      }),
    )
    await db.deleteTable({ TableName: gone })
    await writes
    await makeTable(db, gone)
    assert.equal((await db.scan({ TableName: gone })).Count, 0)
  })
})
