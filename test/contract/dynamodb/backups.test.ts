import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DynamoDB, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const server = testServer()
const account = '310000000040'

describe('backups', () => {
  let db: DynamoDB

  before(async () => {
    db = new DynamoDB(server.config({ account }))
    await db.createTable({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
        { AttributeName: 'state', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-state',
          KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      Tags: [{ Key: 'team', Value: 'shop' }],
    })
    const puts = Array.from({ length: 250 }, (_, at) => ({
      id: { S: `order-${at % 7}` },
      at: { N: String(at) },
      state: { S: at % 2 === 0 ? 'open' : 'done' },
    }))
    for (let from = 0; from < puts.length; from += 25) {
      const requests = puts.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }))
      await db.batchWriteItem({ RequestItems: { orders: requests } })
    }
  })

  const make = async (BackupName: string) =>
    (await db.createBackup({ TableName: 'orders', BackupName })).BackupDetails
  const restored = (TableName: string) =>
    waitUntilTableExists({ client: db, maxWaitTime: 60, minDelay: 0.05 }, { TableName })

  it('hold what was there before, and become tables with their indexes', async () => {
    const details = await make('before')
    assert.deepEqual(
      [details?.BackupName, details?.BackupStatus, details?.BackupType],
      ['before', 'CREATING', 'USER'],
    )
    assert.match(
      details?.BackupArn ?? '',
      new RegExp(`^arn:aws:dynamodb:us-east-1:${account}:table/orders/backup/\\d{14}-[0-9a-f]{8}$`),
    )
    // What is written after the answer is not in it.
    const key = { id: { S: 'order-0' }, at: { N: '0' } }
    const { Item: old } = await db.getItem({ TableName: 'orders', Key: key })
    await db.deleteItem({ TableName: 'orders', Key: key })
    const answer = await db.restoreTableFromBackup({
      TargetTableName: 'orders-again',
      BackupArn: details?.BackupArn,
    })
    assert.equal(answer.TableDescription?.TableStatus, 'CREATING')
    assert.equal(answer.TableDescription?.RestoreSummary?.RestoreInProgress, true)
    await restored('orders-again')
    const { Table } = await db.describeTable({ TableName: 'orders-again' })
    assert.deepEqual([Table?.ItemCount, Table?.StreamSpecification], [250, undefined])
    assert.deepEqual(Table?.RestoreSummary, {
      SourceBackupArn: details?.BackupArn,
      SourceTableArn: `arn:aws:dynamodb:us-east-1:${account}:table/orders`,
      RestoreDateTime: Table?.CreationDateTime,
      RestoreInProgress: false,
    })
    assert.deepEqual((await db.getItem({ TableName: 'orders-again', Key: key })).Item, old)
    const open = await db.query({
      TableName: 'orders-again',
      IndexName: 'by-state',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':s': { S: 'open' } },
    })
    assert.equal(open.Count, 125)
    assert.deepEqual((await db.listTagsOfResource({ ResourceArn: Table?.TableArn })).Tags, [])
  })

  it('are described with the table as it was, after it is gone', async () => {
    await db.createTable({
      TableName: 'gone',
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 2 },
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    })
    await db.putItem({ TableName: 'gone', Item: { id: { S: 'one' } } })
    const { BackupDetails } = await db.createBackup({ TableName: 'gone', BackupName: 'last' })
    await db.deleteTable({ TableName: 'gone' })
    const { BackupDescription } = await db.describeBackup({ BackupArn: BackupDetails?.BackupArn })
    const source = BackupDescription?.SourceTableDetails
    assert.deepEqual(BackupDescription?.BackupDetails, {
      ...BackupDetails,
      BackupStatus: 'AVAILABLE',
      BackupSizeBytes: 5,
    })
    assert.deepEqual(
      [source?.TableName, source?.ItemCount, source?.BillingMode, source?.ProvisionedThroughput],
      ['gone', 1, 'PROVISIONED', { ReadCapacityUnits: 3, WriteCapacityUnits: 2 }],
    )
    await db.restoreTableFromBackup({
      TargetTableName: 'gone',
      BackupArn: BackupDetails?.BackupArn,
      BillingModeOverride: 'PAY_PER_REQUEST',
    })
    await restored('gone')
    const { Table } = await db.describeTable({ TableName: 'gone' })
    assert.equal(Table?.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST')
    assert.equal((await db.scan({ TableName: 'gone' })).Count, 1)
  })

  it('are restored without the indexes that are left out', async () => {
    const details = await make('without')
    await assert.rejects(
      db.restoreTableFromBackup({
        TargetTableName: 'other-index',
        BackupArn: details?.BackupArn,
        GlobalSecondaryIndexOverride: [
          {
            IndexName: 'new',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
      { name: 'ValidationException' },
    )
    await db.restoreTableFromBackup({
      TargetTableName: 'no-index',
      BackupArn: details?.BackupArn,
      GlobalSecondaryIndexOverride: [],
    })
    await restored('no-index')
    const { Table } = await db.describeTable({ TableName: 'no-index' })
    assert.equal(Table?.GlobalSecondaryIndexes, undefined)
    assert.deepEqual(
      Table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName),
      ['id', 'at'],
    )
  })

  it('are listed in pages, and deleted', async () => {
    const mine = new DynamoDB(server.config({ account: '310000000041' }))
    for (const TableName of ['aaa', 'bbb']) {
      await mine.createTable({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      })
    }
    for (const TableName of ['aaa', 'bbb', 'aaa']) {
      await mine.createBackup({ TableName, BackupName: `of-${TableName}` })
    }
    const first = await mine.listBackups({ Limit: 2 })
    assert.deepEqual(
      first.BackupSummaries?.map(({ BackupName }) => BackupName),
      ['of-aaa', 'of-aaa'],
    )
    const rest = await mine.listBackups({ ExclusiveStartBackupArn: first.LastEvaluatedBackupArn })
    assert.deepEqual(
      rest.BackupSummaries?.map(({ TableName, BackupStatus }) => [TableName, BackupStatus]),
      [['bbb', 'AVAILABLE']],
    )
    assert.equal(rest.LastEvaluatedBackupArn, undefined)
    assert.equal((await mine.listBackups({ TableName: 'bbb' })).BackupSummaries?.length, 1)
    assert.equal((await mine.listBackups({ BackupType: 'SYSTEM' })).BackupSummaries?.length, 0)
    assert.equal((await mine.listBackups({ TimeRangeUpperBound: new Date(0) })).BackupSummaries?.length, 0)
    const [summary] = rest.BackupSummaries ?? []
    const deleted = await mine.deleteBackup({ BackupArn: summary?.BackupArn })
    assert.equal(deleted.BackupDescription?.BackupDetails?.BackupStatus, 'DELETED')
    await assert.rejects(mine.describeBackup({ BackupArn: summary?.BackupArn }), {
      name: 'BackupNotFoundException',
    })
  })

  it('refuse names that are taken, tables and backups that are not there, and other accounts', async () => {
    const details = await make('refusals')
    const BackupArn = details?.BackupArn
    await assert.rejects(db.createBackup({ TableName: 'none', BackupName: 'none' }), {
      name: 'TableNotFoundException',
    })
    await assert.rejects(db.restoreTableFromBackup({ TargetTableName: 'orders', BackupArn }), {
      name: 'TableAlreadyExistsException',
      message: 'Table already exists: orders',
    })
    await assert.rejects(db.describeBackup({ BackupArn: `${BackupArn}0` }), {
      name: 'BackupNotFoundException',
    })
    const no = `arn:aws:dynamodb:us-east-1:${account}:table/orders`
    await assert.rejects(db.describeBackup({ BackupArn: no }), { name: 'ValidationException' })
    const stranger = new DynamoDB(server.config({ account: '310000000042' }))
    await assert.rejects(stranger.describeBackup({ BackupArn }), { name: 'BackupNotFoundException' })
  })

  it('and a table that is deleted and restored again and again keep one another apart', async () => {
    const details = await make('again')
    await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        db.restoreTableFromBackup({ TargetTableName: 'again', BackupArn: details?.BackupArn }),
      ),
    )
    await restored('again')
    assert.equal((await db.scan({ TableName: 'again', Select: 'COUNT' })).Count, 249)
    await db.deleteTable({ TableName: 'again' })
    await until(async () => {
      try {
        await db.deleteBackup({ BackupArn: details?.BackupArn })
        return true
      } catch {
        return false
      }
    })
  })
})
