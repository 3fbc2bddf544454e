import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DynamoDB, type QueryInput, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe('secondary indexes', () => {
  let db: DynamoDB
  const TableName = 'indexed'

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000003' }))
    await makeTable(db, TableName, {
      sort: 'S',
      AttributeDefinitions: [
        { AttributeName: 'owner', AttributeType: 'S' },
        { AttributeName: 'rank', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-owner',
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'rank', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'by-rank',
          KeySchema: [
            { AttributeName: 'id', KeyType: 'HASH' },
            { AttributeName: 'rank', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    })
  })

  const put = (id: string, at: string, more: Record<string, string | number>) =>
    db.putItem({
      TableName,
      Item: {
        id: { S: id },
        pos: { S: at },
        ...Object.fromEntries(
          Object.entries(more).map(([name, value]) => [
            name,
            typeof value === 'number' ? { N: String(value) } : { S: value },
          ]),
        ),
      },
      ReturnConsumedCapacity: 'INDEXES',
    })

  const byOwner = async (owner: string, more: Partial<QueryInput> = {}) => {
    const { Items = [] } = await db.query({
      TableName,
      IndexName: 'by-owner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: owner } },
      ...more,
    })
    return Items
  }

  it('hold what is projected, in their order, and follow changes', async () => {
    await put('a', '1', { owner: 'ann', rank: 2, note: 'n', extra: 'o' })
    await put('b', '1', { owner: 'ann', rank: -1, note: 'm' })
    await put('c', '1', { owner: 'ann' })
    const found = await byOwner('ann')
    assert.deepEqual(found, [
      { id: { S: 'b' }, pos: { S: '1' }, owner: { S: 'ann' }, rank: { N: '-1' }, note: { S: 'm' } },
      { id: { S: 'a' }, pos: { S: '1' }, owner: { S: 'ann' }, rank: { N: '2' }, note: { S: 'n' } },
    ])
    await db.updateItem({
      TableName,
      Key: { id: { S: 'a' }, pos: { S: '1' } },
      UpdateExpression: 'SET #o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'bob' } },
    })
    assert.deepEqual(
      (await byOwner('ann')).map(({ id }) => id?.S),
      ['b'],
    )
    assert.deepEqual(
      (await byOwner('bob')).map(({ id }) => id?.S),
      ['a'],
    )
    await db.deleteItem({ TableName, Key: { id: { S: 'b' }, pos: { S: '1' } } })
    assert.deepEqual(await byOwner('ann'), [])
  })

  it('are gone through in pages, with the keys of both', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((n) => put(`page${n}`, 'x', { owner: 'pages', rank: n % 2 })))
    const seen: string[] = []
    let ExclusiveStartKey: QueryInput['ExclusiveStartKey']
    do {
      const page = await db.query({
        TableName,
        IndexName: 'by-owner',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'pages' } },
        Limit: 2,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      })
      seen.push(...(page.Items ?? []).map(({ id }) => id?.S ?? ''))
      ExclusiveStartKey = page.LastEvaluatedKey
      if (ExclusiveStartKey)
        assert.deepEqual(Object.keys(ExclusiveStartKey).sort(), ['id', 'owner', 'pos', 'rank'])
    } while (ExclusiveStartKey)
    assert.deepEqual(seen.slice(0, 2).sort(), ['page2', 'page4'])
    assert.deepEqual(seen.slice(2).sort(), ['page1', 'page3', 'page5'])
  })

  it('that are local fetch what they do not hold, and read consistently', async () => {
    await put('local', 'b', { rank: 1, note: 'first' })
    await put('local', 'a', { rank: 2, note: 'second' })
    const input = {
      TableName,
      IndexName: 'by-rank',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'local' } },
      ConsistentRead: true,
      ReturnConsumedCapacity: 'INDEXES' as const,
    }
    const keys = await db.query(input)
    assert.deepEqual(keys.Items?.map(Object.keys), [
      ['id', 'pos', 'rank'],
      ['id', 'pos', 'rank'],
    ])
    const whole = await db.query({ ...input, Select: 'ALL_ATTRIBUTES' })
    assert.deepEqual(
      whole.Items?.map(({ note }) => note?.S),
      ['first', 'second'],
    )
    assert.deepEqual(whole.ConsumedCapacity?.Table, { CapacityUnits: 2 })
    assert.deepEqual(whole.ConsumedCapacity?.LocalSecondaryIndexes, { 'by-rank': { CapacityUnits: 1 } })
    const some = await db.query({ ...input, ProjectionExpression: 'note' })
    assert.deepEqual(some.Items, [{ note: { S: 'first' } }, { note: { S: 'second' } }])
  })

  it('that are global refuse consistent reads and what they do not hold', async () => {
    const refused = (more: Partial<QueryInput>, message: string) =>
      assert.rejects(byOwner('x', more), { name: 'ValidationException', message })
    await refused({ ConsistentRead: true }, 'Consistent reads are not supported on global secondary indexes')
    await refused(
      { Select: 'ALL_ATTRIBUTES' },
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index by-owner because its projection type is not ALL',
    )
    await refused(
      { ProjectionExpression: 'extra' },
      'One or more parameter values were invalid: Global secondary index by-owner does not project [extra]',
    )
  })

  it('refuse values that are no keys', async () => {
    const Item = { id: { S: 'bad' }, pos: { S: '1' } }
    await assert.rejects(db.putItem({ TableName, Item: { ...Item, owner: { N: '1' } } }), {
      message:
        'One or more parameter values were invalid: Type mismatch for Index Key owner Expected: S Actual: N IndexName: by-owner',
    })
    await assert.rejects(db.putItem({ TableName, Item: { ...Item, owner: { S: '' } } }), {
      message:
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-owner, IndexKey: owner',
    })
  })

  it('cost as AWS says', async () => {
    const units = async (done: ReturnType<typeof put>) => {
      const { ConsumedCapacity: told } = await done
      return [
        told?.CapacityUnits,
        told?.Table?.CapacityUnits,
        told?.GlobalSecondaryIndexes?.['by-owner']?.CapacityUnits,
        told?.LocalSecondaryIndexes?.['by-rank']?.CapacityUnits,
      ]
    }
    assert.deepEqual(await units(put('units', '1', { owner: 'u', rank: 1, note: 'n' })), [3, 1, 1, 1])
    assert.deepEqual(await units(put('units', '1', { owner: 'u', rank: 1, note: 'n' })), [
      1,
      1,
      undefined,
      undefined,
    ])
    assert.deepEqual(await units(put('units', '1', { owner: 'u', rank: 1, note: 'n', x: 'x' })), [
      1,
      1,
      undefined,
      undefined,
    ])
    assert.deepEqual(await units(put('units', '1', { owner: 'u', rank: 2, note: 'n' })), [5, 1, 2, 2])
    assert.deepEqual(await units(put('units', '1', { owner: 'u' })), [3, 1, 1, 1])
  })

  it('are added to a table with items, and taken away', async () => {
    const table = await makeTable(db, 'grown')
    await Promise.all(
      Array.from({ length: 250 }, (_, index) =>
        db.putItem({
          TableName: table,
          Item: { id: { S: `i${index}` }, kind: index % 50 === 0 ? { N: '1' } : { S: `k${index % 5}` } },
        }),
      ),
    )
    const updated = await db.updateTable({
      TableName: table,
      AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    })
    assert.equal(updated.TableDescription?.TableStatus, 'UPDATING')
    assert.deepEqual(
      updated.TableDescription?.GlobalSecondaryIndexes?.map(({ IndexStatus, Backfilling }) => [
        IndexStatus,
        Backfilling,
      ]),
      [['CREATING', true]],
    )
    await server.lambent.idle()
    await waitUntilTableExists({ client: db, maxWaitTime: 60, minDelay: 1 }, { TableName: table })
    const described = await db.describeTable({ TableName: table })
    assert.deepEqual(
      described.Table?.GlobalSecondaryIndexes?.map(({ IndexStatus, ItemCount }) => [IndexStatus, ItemCount]),
      [['ACTIVE', 245]],
    )
    const found = await db.query({
      TableName: table,
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'k1' } },
    })
    assert.equal(found.Count, 50)
    await db.updateTable({
      TableName: table,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-kind' } }],
    })
    const after = await db.describeTable({ TableName: table })
    assert.equal(after.Table?.GlobalSecondaryIndexes, undefined)
    assert.deepEqual(after.Table?.AttributeDefinitions, [{ AttributeName: 'id', AttributeType: 'S' }])
  })

  it('may have several key attributes', async () => {
    const table = await makeTable(db, 'several', {
      AttributeDefinitions: ['a', 'b', 'c', 'd'].map((AttributeName) => ({
        AttributeName,
        AttributeType: AttributeName === 'd' ? 'N' : 'S',
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'multi',
          KeySchema: [
            { AttributeName: 'a', KeyType: 'HASH' },
            { AttributeName: 'b', KeyType: 'HASH' },
            { AttributeName: 'c', KeyType: 'RANGE' },
            { AttributeName: 'd', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    })
    const rows = [
      ['x', 'yz', 'c1', '2'],
      ['x', 'yz', 'c1', '1'],
      ['x', 'yz', 'c0', '9'],
      ['xy', 'z', 'c1', '1'],
    ] as const
    for (const [index, [a, b, c, d]] of rows.entries()) {
      const Item = { id: { S: `r${index}` }, a: { S: a }, b: { S: b }, c: { S: c }, d: { N: d } }
      await db.putItem({ TableName: table, Item })
    }
    const ask = async (condition: string, values: QueryInput['ExpressionAttributeValues']) => {
      const { Items = [] } = await db.query({
        TableName: table,
        IndexName: 'multi',
        KeyConditionExpression: `a = :a AND b = :b${condition}`,
        ExpressionAttributeValues: { ':a': { S: 'x' }, ':b': { S: 'yz' }, ...values },
      })
      return Items.map(({ id }) => id?.S)
    }
    assert.deepEqual(await ask('', {}), ['r2', 'r1', 'r0'])
    assert.deepEqual(await ask(' AND c = :c AND d > :d', { ':c': { S: 'c1' }, ':d': { N: '1' } }), ['r0'])
  })
})
