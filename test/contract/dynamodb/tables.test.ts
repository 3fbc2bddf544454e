import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type CreateTableInput, DynamoDB, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()
const account = '310000000004'

describe('tables', () => {
  let db: DynamoDB

  before(() => {
    db = new DynamoDB(server.config({ account }))
  })

  const plain: CreateTableInput = {
    TableName: 'plain',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  }

  it('are made, described, listed and deleted', async () => {
    const made = await db.createTable({ ...plain, Tags: [{ Key: 'a', Value: '1' }] })
    const arn = `arn:aws:dynamodb:us-east-1:${account}:table/plain`
    assert.equal(made.TableDescription?.TableStatus, 'CREATING')
    assert.equal(made.TableDescription?.TableArn, arn)
    await assert.rejects(db.createTable(plain), {
      name: 'ResourceInUseException',
      message: 'Table already exists: plain',
    })
    await db.putItem({ TableName: 'plain', Item: { id: { S: 'one' } } })
    const { Table } = await db.describeTable({ TableName: arn })
    assert.equal(Table?.TableStatus, 'ACTIVE')
    assert.deepEqual([Table?.ItemCount, Table?.TableSizeBytes], [1, 5])
    assert.equal(Table?.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST')
    assert.deepEqual(Table?.ProvisionedThroughput, {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: 0,
      WriteCapacityUnits: 0,
    })
    assert.equal(Table?.DeletionProtectionEnabled, false)
    assert.deepEqual((await db.listTagsOfResource({ ResourceArn: arn })).Tags, [{ Key: 'a', Value: '1' }])
    assert.deepEqual((await db.listTables({})).TableNames, ['plain'])
    const deleted = await db.deleteTable({ TableName: 'plain' })
    assert.equal(deleted.TableDescription?.TableStatus, 'DELETING')
    await waitUntilTableNotExists({ client: db, maxWaitTime: 60 }, { TableName: 'plain' })
    await assert.rejects(db.describeTable({ TableName: 'plain' }), {
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: plain not found',
    })
    await db.createTable(plain)
    assert.equal((await db.scan({ TableName: 'plain' })).Count, 0)
    await db.deleteTable({ TableName: 'plain' })
  })

  it('are listed in pages, in order', async () => {
    const other = new DynamoDB(server.config({ account: '310000000005' }))
    for (const name of ['ccc', 'aaa', 'bbb']) await makeTable(other, name)
    const first = await other.listTables({ Limit: 2 })
    assert.deepEqual(first, { ...first, TableNames: ['aaa', 'bbb'], LastEvaluatedTableName: 'bbb' })
    const second = await other.listTables({ ExclusiveStartTableName: 'bbb' })
    assert.deepEqual([second.TableNames, second.LastEvaluatedTableName], [['ccc'], undefined])
  })

  const refusals: ReadonlyArray<readonly [string, Partial<CreateTableInput>, string]> = [
    [
      'capacity that is missing',
      { BillingMode: 'PROVISIONED' },
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    ],
    [
      'capacity that is not wanted',
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    ],
    [
      'attributes without a key',
      {
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'x', AttributeType: 'S' },
        ],
      },
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    ],
    [
      'keys without an attribute',
      { KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' }] },
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [x], AttributeDefinitions: [id]',
    ],
    [
      'a sort key alone',
      { KeySchema: [{ AttributeName: 'id', KeyType: 'RANGE' }] },
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    ],
    [
      'a type of attribute that is none',
      { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'SS' as 'S' }] },
      "1 validation error detected: Value 'SS' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    ],
    [
      'a local index without a sort key',
      {
        LocalSecondaryIndexes: [
          {
            IndexName: 'local',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
      'One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    ],
    [
      'a projection of nothing',
      {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'global',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE' },
          },
        ],
      },
      'One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified',
    ],
    [
      'a stream without a view',
      { StreamSpecification: { StreamEnabled: true } },
      'One or more parameter values were invalid: Table is being created with a stream enabled, UpdateViewType is required',
    ],
    [
      'a list of no indexes',
      { GlobalSecondaryIndexes: [] },
      'One or more parameter values were invalid: List of GlobalSecondaryIndexes is empty',
    ],
    [
      'a name that is too short',
      { TableName: 'ab' },
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
  ]
  for (const [what, more, message] of refusals) {
    it(`are not made with ${what}`, async () => {
      await assert.rejects(db.createTable({ ...plain, TableName: 'refused', ...more }), {
        name: 'ValidationException',
        message,
      })
    })
  }

  it('say that what is not built is not', async () => {
    await assert.rejects(
      db.updateTable({ TableName: 'any', ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] }),
      { name: 'NotImplemented' },
    )
    await assert.rejects(db.listExports({}), { name: 'NotImplemented' })
  })

  it('are changed one setting at a time', async () => {
    const TableName = await makeTable(db, 'changed')
    const update = (more: object) => db.updateTable({ TableName, ...more })
    await assert.rejects(update({}), { message: /^At least one of ProvisionedThroughput, BillingMode/ })
    await assert.rejects(update({ DeletionProtectionEnabled: true, TableClass: 'STANDARD' }), {
      message:
        'One or more parameter values were invalid: TableClass modification must be the only operation in the request',
    })
    await update({ DeletionProtectionEnabled: true })
    await assert.rejects(db.deleteTable({ TableName }), {
      name: 'ValidationException',
      message:
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    })
    await update({ DeletionProtectionEnabled: false })
    await update({ TableClass: 'STANDARD_INFREQUENT_ACCESS' })
    const capacity = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 }
    await update({ BillingMode: 'PROVISIONED', ProvisionedThroughput: capacity })
    await assert.rejects(update({ ProvisionedThroughput: capacity }), {
      message: /^The provisioned throughput for the table will not change\./,
    })
    const { Table } = await db.describeTable({ TableName })
    assert.equal(Table?.TableClassSummary?.TableClass, 'STANDARD_INFREQUENT_ACCESS')
    assert.equal(Table?.BillingModeSummary?.BillingMode, 'PROVISIONED')
    assert.deepEqual(
      [Table?.ProvisionedThroughput?.ReadCapacityUnits, Table?.ProvisionedThroughput?.WriteCapacityUnits],
      [5, 6],
    )
  })

  it('have tags, and settings that are told again', async () => {
    const TableName = await makeTable(db, 'settings')
    const ResourceArn = `arn:aws:dynamodb:us-east-1:${account}:table/settings`
    await db.tagResource({
      ResourceArn,
      Tags: Array.from({ length: 12 }, (_, i) => ({ Key: `k${i}`, Value: 'v' })),
    })
    await db.untagResource({ ResourceArn, TagKeys: ['k0'] })
    const first = await db.listTagsOfResource({ ResourceArn })
    assert.equal(first.Tags?.length, 10)
    const second = await db.listTagsOfResource({ ResourceArn, NextToken: first.NextToken })
    assert.deepEqual([second.Tags?.length, second.NextToken], [1, undefined])
    await assert.rejects(
      db.tagResource({ ResourceArn: `${ResourceArn}x`, Tags: [{ Key: 'a', Value: '' }] }),
      {
        name: 'ResourceNotFoundException',
      },
    )
    const before = await db.describeContinuousBackups({ TableName })
    assert.equal(
      before.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
      'DISABLED',
    )
    await db.updateContinuousBackups({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
    const after = await db.describeContinuousBackups({ TableName })
    assert.equal(
      after.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
      'ENABLED',
    )
    assert.equal((await db.describeLimits({})).TableMaxReadCapacityUnits, 40_000)
    assert.deepEqual((await db.describeEndpoints({})).Endpoints, [
      { Address: new URL(server.endpoint).host, CachePeriodInMinutes: 1440 },
    ])
  })

  it('let in whom their policy lets in', async () => {
    const TableName = await makeTable(db, 'shared')
    const arn = `arn:aws:dynamodb:us-east-1:${account}:table/shared`
    const stranger = new DynamoDB(server.config({ account: '310000000006' }))
    const put = () => stranger.putItem({ TableName: arn, Item: { id: { S: 'from abroad' } } })
    await assert.rejects(put(), { name: 'AccessDeniedException' })
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: '310000000006' }, Action: 'dynamodb:PutItem', Resource: arn },
      ],
    })
    const { RevisionId } = await db.putResourcePolicy({ ResourceArn: arn, Policy })
    assert.deepEqual(
      await db.getResourcePolicy({ ResourceArn: arn }).then((one) => [one.Policy, one.RevisionId]),
      [Policy, RevisionId],
    )
    await put()
    await assert.rejects(stranger.scan({ TableName: arn }), { name: 'AccessDeniedException' })
    assert.equal((await db.scan({ TableName })).Count, 1)
    await db.deleteResourcePolicy({ ResourceArn: arn })
    await assert.rejects(put(), { name: 'AccessDeniedException' })
    await assert.rejects(db.getResourcePolicy({ ResourceArn: arn }), { name: 'PolicyNotFoundException' })
  })
})
