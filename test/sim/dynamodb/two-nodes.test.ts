/** Two servers on one PostgreSQL: what one answered, the other sees; what both change at once, neither loses. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { type Lambent, startLambent } from '../../../src/index.ts'
import { testPostgres } from '../../support/postgres.ts'

const postgres = await testPostgres()

describe('DynamoDB on two nodes', { skip: postgres.available ? false : postgres.reason }, () => {
  const servers: Lambent[] = []
  const clients: DynamoDB[] = []

  before(async () => {
    const store = postgres.available ? await postgres.createDatabase() : 'memory'
    for (let node = 0; node < 2; node++) {
      const server = await startLambent({ store })
      servers.push(server)
      clients.push(
        new DynamoDB({
          endpoint: server.endpoint,
          region: 'us-east-1',
          credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
          maxAttempts: 1,
        }),
      )
    }
  })
  after(async () => {
    for (const client of clients) client.destroy()
    await Promise.all(servers.map((server) => server.stop()))
  })

  const node = (index: number): DynamoDB => {
    const client = clients[index % 2]
    assert.ok(client)
    return client
  }

  const makeTable = (TableName: string) =>
    node(0).createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    })

  const times = <T>(count: number, work: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)))

  it('counts one counter, and puts what must not be there once', async () => {
    const TableName = 'shared'
    await makeTable(TableName)
    const Key = { id: { S: 'counter' } }
    await times(60, (index) =>
      node(index).updateItem({
        TableName,
        Key,
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    )
    for (const index of [0, 1]) {
      assert.equal((await node(index).getItem({ TableName, Key })).Item?.n?.N, '60')
    }
    const won = await times(20, (index) =>
      node(index)
        .putItem({ TableName, Item: { id: { S: 'first' } }, ConditionExpression: 'attribute_not_exists(id)' })
        .then(
          () => 1,
          () => 0,
        ),
    )
    assert.equal(
      won.reduce<number>((sum, one) => sum + one, 0),
      1,
    )
  })

  it('keeps what a transaction moves', async () => {
    const TableName = 'moved'
    await makeTable(TableName)
    await times(3, (index) =>
      node(index).putItem({ TableName, Item: { id: { S: `a${index}` }, n: { N: '10' } } }),
    )
    const change = (id: string, amount: string) => ({
      Update: {
        TableName,
        Key: { id: { S: id } },
        UpdateExpression: 'ADD n :amount',
        ExpressionAttributeValues: { ':amount': { N: amount } },
      },
    })
    await times(30, (index) =>
      node(index).transactWriteItems({
        TransactItems: [change(`a${index % 3}`, '-1'), change(`a${(index + 1) % 3}`, '1')],
      }),
    )
    const { Items = [] } = await node(1).scan({ TableName })
    assert.deepEqual(
      Items.map(({ n }) => n?.N),
      ['10', '10', '10'],
    )
  })

  it('knows at once that a table is gone, or another', async () => {
    const TableName = 'renewed'
    for (let round = 0; round < 5; round++) {
      await makeTable(TableName)
      await times(4, (index) => node(index).putItem({ TableName, Item: { id: { S: `i${index}` } } }))
      assert.equal((await node(1).scan({ TableName })).Count, 4)
      const writes = times(10, (index) =>
        node(index)
          .putItem({ TableName, Item: { id: { S: `late${index}` } } })
          .catch((error: Error) => assert.equal(error.name, 'ResourceNotFoundException')),
      )
      await node(0).deleteTable({ TableName })
      await assert.rejects(node(1).getItem({ TableName, Key: { id: { S: 'i0' } } }), {
        name: 'ResourceNotFoundException',
      })
      await assert.rejects(node(1).putItem({ TableName, Item: { id: { S: 'i0' } } }), {
        name: 'ResourceNotFoundException',
      })
      await writes
    }
    await makeTable(TableName)
    assert.equal((await node(1).scan({ TableName })).Count, 0)
  })
})
