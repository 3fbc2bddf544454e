/** The resource types of DynamoDB, as Cloud Control drives them: what they make is asked of DynamoDB itself. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { testServer } from '../../../support/server.ts'
import { until } from '../../../support/until.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'
import { created, deleted, template, updated } from '../support.ts'
import { outputs, outputsOf } from './support.ts'

const server = testServer()
const account = '330000000004'
const resources = new Resources(() => server.config({ account }))
let client: DynamoDB | undefined
const dynamodb = () => {
  client ??= new DynamoDB(server.config({ account }))
  return client
}
const type = 'AWS::DynamoDB::Table'
const key = (AttributeName: string, KeyType = 'HASH') => ({ AttributeName, KeyType })
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
const index = (IndexName: string, attribute: string) => ({
  IndexName,
  KeySchema: [key(attribute)],
  Projection: { ProjectionType: 'ALL' },
})

describe('AWS::DynamoDB::Table', () => {
  it('has all that the template says, and is changed in place', async () => {
    const kinesis = new Kinesis(server.config({ account }))
    await kinesis.createStream({ StreamName: 'changes', ShardCount: 1 })
    const StreamArn = `arn:aws:kinesis:us-east-1:${account}:stream/changes`
    await until(async () => {
      const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: 'changes' })
      return StreamDescriptionSummary?.StreamStatus === 'ACTIVE'
    }, 'the stream is active')
    const id = await resources.create(type, {
      TableName: 'orders',
      KeySchema: [key('id'), key('at', 'RANGE')],
      AttributeDefinitions: [text('id'), text('at'), text('who')],
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [index('by-who', 'who')],
      LocalSecondaryIndexes: [
        {
          IndexName: 'by-at',
          KeySchema: [key('id'), key('who', 'RANGE')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KinesisStreamSpecification: { StreamArn },
      ContributorInsightsSpecification: { Enabled: true },
      DeletionProtectionEnabled: true,
      ResourcePolicy: {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${account}:root` },
              Action: 'dynamodb:GetItem',
              Resource: `arn:aws:dynamodb:us-east-1:${account}:table/orders`,
            },
          ],
        },
      },
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    assert.equal(id, 'orders')
    const model = await resources.read(type, id)
    assert.equal(model.Arn, `arn:aws:dynamodb:us-east-1:${account}:table/orders`)
    assert.match(String(model.StreamArn), /^arn:aws:dynamodb:us-east-1:330000000004:table\/orders\/stream\//)
    assert.deepEqual(model.TimeToLiveSpecification, { AttributeName: 'until', Enabled: true })
    assert.deepEqual(model.KinesisStreamSpecification, { StreamArn })
    assert.deepEqual(model.StreamSpecification, { StreamViewType: 'NEW_IMAGE' })
    assert.deepEqual(model.GlobalSecondaryIndexes, [index('by-who', 'who')])
    assert.ok(model.ResourcePolicy)
    assert.deepEqual(model.Tags, [{ Key: 'team', Value: 'a' }])

    const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 }
    await resources.update(type, id, {
      AttributeDefinitions: [text('id'), text('at'), text('who'), text('what')],
      GlobalSecondaryIndexes: [
        { ...index('by-who', 'who'), ProvisionedThroughput },
        { ...index('by-what', 'what'), ProvisionedThroughput },
      ],
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput,
      TimeToLiveSpecification: { AttributeName: 'later', Enabled: true },
      PointInTimeRecoverySpecification: null,
      KinesisStreamSpecification: null,
      DeletionProtectionEnabled: false,
      ResourcePolicy: null,
      Tags: null,
    })
    const { Table } = await dynamodb().describeTable({ TableName: id })
    assert.equal(Table?.GlobalSecondaryIndexes?.length, 2)
    assert.equal(Table?.StreamSpecification?.StreamViewType, 'KEYS_ONLY')
    assert.equal(Table?.ProvisionedThroughput?.WriteCapacityUnits, 3)
    assert.equal(Table?.DeletionProtectionEnabled, false)
    const now = await resources.read(type, id)
    assert.deepEqual(now.TimeToLiveSpecification, { AttributeName: 'later', Enabled: true })
    assert.notEqual(now.StreamArn, model.StreamArn)
    for (const name of [
      'KinesisStreamSpecification',
      'ResourcePolicy',
      'Tags',
      'PointInTimeRecoverySpecification',
    ])
      assert.equal(now[name], undefined, name)
    await resources.remove(type, id)
    await refused(dynamodb().describeTable({ TableName: id }), 'ResourceNotFoundException')
  })

  it('takes one index more or less at a time, and none with other keys', async () => {
    const id = await resources.create(type, {
      TableName: 'indexed',
      KeySchema: [key('id')],
      AttributeDefinitions: [text('id'), text('a')],
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [index('one', 'a')],
    })
    const update = async (GlobalSecondaryIndexes: unknown, attributes = ['id', 'a']) => {
      const patch = [
        { op: 'add', path: '/GlobalSecondaryIndexes', value: GlobalSecondaryIndexes },
        { op: 'add', path: '/AttributeDefinitions', value: attributes.map(text) },
      ]
      const answer = await resources.control.updateResource({
        TypeName: type,
        Identifier: id,
        PatchDocument: JSON.stringify(patch),
      })
      return await resources.ended(answer.ProgressEvent)
    }
    assert.equal(
      (await update([index('two', 'a')])).StatusMessage,
      'Cannot perform more than one GSI creation or deletion in a single update',
    )
    assert.match(
      (await update([index('one', 'b')], ['id', 'b'])).StatusMessage ?? '',
      /^Cannot update GSI's properties other than/,
    )
    assert.equal((await update([], ['id'])).OperationStatus, 'SUCCESS')
    const { Table } = await dynamodb().describeTable({ TableName: id })
    assert.equal(Table?.GlobalSecondaryIndexes, undefined)
  })

  it('refuses imports, and tables that are there', async () => {
    const plain = {
      TableName: 'taken',
      KeySchema: [key('id')],
      AttributeDefinitions: [text('id')],
      BillingMode: 'PAY_PER_REQUEST',
    }
    const imported = await resources.createFails(type, {
      ...plain,
      ImportSourceSpecification: { InputFormat: 'CSV', S3BucketSource: { S3Bucket: 'source' } },
    })
    assert.match(imported.StatusMessage ?? '', /ImportTable/)
    await resources.create(type, plain)
    assert.equal((await resources.createFails(type, plain)).ErrorCode, 'AlreadyExists')
  })
})

describe('AWS::DynamoDB::GlobalTable', () => {
  const properties = {
    KeySchema: [key('id')],
    AttributeDefinitions: [text('id')],
    BillingMode: 'PROVISIONED',
    WriteProvisionedThroughputSettings: {
      WriteCapacityAutoScalingSettings: {
        MinCapacity: 4,
        MaxCapacity: 9,
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
      },
    },
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  }

  it('is a table where it has one replica', async () => {
    const global = 'AWS::DynamoDB::GlobalTable'
    const id = await resources.create(global, {
      ...properties,
      TableName: 'everywhere',
      Replicas: [
        {
          Region: 'us-east-1',
          ReadProvisionedThroughputSettings: { ReadCapacityUnits: 6 },
          Tags: [{ Key: 'a', Value: 'b' }],
        },
      ],
    })
    const { Table } = await dynamodb().describeTable({ TableName: id })
    assert.equal(Table?.ProvisionedThroughput?.ReadCapacityUnits, 6)
    assert.equal(Table?.ProvisionedThroughput?.WriteCapacityUnits, 4)
    const model = await resources.read(global, id)
    assert.equal(model.TableId, Table?.TableId)
    await resources.update(global, id, {
      Replicas: [
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          ReadProvisionedThroughputSettings: { ReadCapacityUnits: 6 },
        },
      ],
    })
    const now = await dynamodb().describeTable({ TableName: id })
    assert.equal(now.Table?.DeletionProtectionEnabled, true)
    const { Tags } = await dynamodb().listTagsOfResource({ ResourceArn: String(model.Arn) })
    assert.deepEqual(Tags ?? [], [])
  })

  it('refuses replicas in other regions', async () => {
    const failure = await resources.createFails('AWS::DynamoDB::GlobalTable', {
      ...properties,
      Replicas: [{ Region: 'us-east-1' }, { Region: 'eu-west-1' }],
    })
    assert.match(failure.StatusMessage ?? '', /replicas of DynamoDB tables in other regions \(eu-west-1\)/)
  })
})

describe('a stack with a table', () => {
  const stackOf = (attribute: string, indexes: readonly object[], more: object = {}) =>
    template(
      {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [key(attribute)],
            AttributeDefinitions: [text(attribute), ...(indexes.length > 0 ? [text('a')] : [])],
            BillingMode: 'PAY_PER_REQUEST',
            StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
            ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
            ...more,
          },
        },
      },
      outputs('Table', 'Table.Arn', 'Table.StreamArn'),
    )

  it('is created, updated in place, replaced and deleted', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const stack = await created(server, cfn, 'tables', stackOf('id', []))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const out = outputsOf(stack)
    const TableName = out.Table ?? ''
    assert.match(TableName, /^tables-Table-[A-Za-z0-9]{12}$/)
    assert.equal(out.TableArn, `arn:aws:dynamodb:us-east-1:${account}:table/${TableName}`)
    assert.ok(out.TableStreamArn?.startsWith(`${out.TableArn}/stream/`))
    const next = await updated(
      server,
      cfn,
      'tables',
      stackOf('id', [index('one', 'a')], {
        TimeToLiveSpecification: { AttributeName: 't', Enabled: 'true' },
      }),
    )
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.equal(outputsOf(next).Table, TableName)
    const two = await updated(server, cfn, 'tables', stackOf('id', [index('two', 'a'), index('three', 'a')]))
    assert.equal(two.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    const moved = await updated(server, cfn, 'tables', stackOf('other', []))
    assert.equal(moved.StackStatus, 'UPDATE_COMPLETE', moved.StackStatusReason)
    assert.notEqual(outputsOf(moved).Table, TableName)
    await refused(dynamodb().describeTable({ TableName }), 'ResourceNotFoundException')
    const gone = await deleted(server, cfn, moved)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE', gone.StackStatusReason)
    assert.equal((await dynamodb().listTables({})).TableNames?.includes(outputsOf(moved).Table ?? ''), false)
  })
})
