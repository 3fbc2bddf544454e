import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe('the older parameters', () => {
  let db: DynamoDB
  const TableName = 'older'

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000013' }))
    await makeTable(db, TableName, { sort: 'N' })
    for (const pos of ['1', '2', '3']) {
      const Item = { id: { S: 'a' }, pos: { N: pos }, v: { S: `v${pos}` }, w: { N: pos } }
      await db.putItem({ TableName, Item, Expected: { id: { Exists: false } } })
    }
  })

  it('condition, update and read as they always have', async () => {
    const Key = { id: { S: 'a' }, pos: { N: '1' } }
    await assert.rejects(
      db.putItem({
        TableName,
        Item: Key,
        Expected: { v: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'x' }] } },
      }),
      { name: 'ConditionalCheckFailedException' },
    )
    const updated = await db.updateItem({
      TableName,
      Key,
      AttributeUpdates: { w: { Action: 'ADD', Value: { N: '10' } }, v: { Action: 'DELETE' } },
      Expected: { w: { Value: { N: '1' } } },
      ReturnValues: 'ALL_NEW',
    })
    assert.deepEqual(updated.Attributes, { ...Key, w: { N: '11' } })
    const got = await db.getItem({ TableName, Key, AttributesToGet: ['w'] })
    assert.deepEqual(got.Item, { w: { N: '11' } })
    const found = await db.query({
      TableName,
      KeyConditions: {
        id: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] },
        pos: { ComparisonOperator: 'GT', AttributeValueList: [{ N: '1' }] },
      },
      QueryFilter: { v: { ComparisonOperator: 'NE', AttributeValueList: [{ S: 'v2' }] } },
    })
    assert.deepEqual(
      found.Items?.map(({ v }) => v?.S),
      ['v3'],
    )
    const scanned = await db.scan({ TableName, ScanFilter: { v: { ComparisonOperator: 'NULL' } } })
    assert.deepEqual(
      scanned.Items?.map(({ pos }) => pos?.N),
      ['1'],
    )
  })

  it('do not go with expressions', async () => {
    await assert.rejects(
      db.getItem({
        TableName,
        Key: { id: { S: 'a' }, pos: { N: '1' } },
        AttributesToGet: ['v'],
        ProjectionExpression: 'v',
      }),
      {
        name: 'ValidationException',
        message:
          'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}',
      },
    )
  })
})
