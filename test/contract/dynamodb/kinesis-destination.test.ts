import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe("a table's changes", () => {
  let db: DynamoDB
  let kinesis: Kinesis

  before(() => {
    const config = server.config({ account: '310000000015' })
    db = new DynamoDB(config)
    kinesis = new Kinesis(config)
  })

  it('go to a stream of Kinesis, in the order of each item, until that is turned off', async () => {
    const TableName = await makeTable(db, 'told')
    await kinesis.createStream({ StreamName: 'changes', ShardCount: 1 })
    await server.lambent.idle()
    const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: 'changes' })
    const StreamArn = StreamDescriptionSummary?.StreamARN ?? ''
    await assert.rejects(db.enableKinesisStreamingDestination({ TableName, StreamArn: `${StreamArn}-not` }), {
      name: 'ResourceNotFoundException',
    })
    const enabled = await db.enableKinesisStreamingDestination({ TableName, StreamArn })
    assert.equal(enabled.DestinationStatus, 'ENABLING')
    await assert.rejects(db.enableKinesisStreamingDestination({ TableName, StreamArn }), {
      name: 'ValidationException',
    })
    const described = await db.describeKinesisStreamingDestination({ TableName })
    assert.deepEqual(described.KinesisDataStreamDestinations, [
      { StreamArn, DestinationStatus: 'ACTIVE', ApproximateCreationDateTimePrecision: 'MILLISECOND' },
    ])
    for (const v of ['1', '2', '3']) await db.putItem({ TableName, Item: { id: { S: 'a' }, v: { N: v } } })
    await db.deleteItem({ TableName, Key: { id: { S: 'a' } } })
    await db.disableKinesisStreamingDestination({ TableName, StreamArn })
    await db.putItem({ TableName, Item: { id: { S: 'untold' } } })
    const records = async () => {
      const { Shards = [] } = await kinesis.listShards({ StreamARN: StreamArn })
      const { ShardIterator } = await kinesis.getShardIterator({
        StreamARN: StreamArn,
        ShardId: Shards[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      })
      const { Records = [] } = await kinesis.getRecords({ ShardIterator })
      return Records.map(({ Data }) => JSON.parse(Buffer.from(Data ?? []).toString('utf8')))
    }
    await until(async () => (await records()).length >= 4)
    const told = await records()
    assert.deepEqual(
      told.map(({ eventName, dynamodb }) => [eventName, dynamodb.OldImage?.v.N, dynamodb.NewImage?.v.N]),
      [
        ['INSERT', undefined, '1'],
        ['MODIFY', '1', '2'],
        ['MODIFY', '2', '3'],
        ['REMOVE', '3', undefined],
      ],
    )
    const [first] = told
    assert.deepEqual(Object.keys(first).sort(), [
      'awsRegion',
      'dynamodb',
      'eventID',
      'eventName',
      'eventSource',
      'recordFormat',
      'tableName',
      'userIdentity',
    ])
    assert.deepEqual(
      [first.tableName, first.recordFormat, first.userIdentity],
      ['told', 'application/json', null],
    )
  })

  it('are asked to be watched, which is told again', async () => {
    const TableName = await makeTable(db, 'watched')
    const before = await db.describeContributorInsights({ TableName })
    assert.equal(before.ContributorInsightsStatus, 'DISABLED')
    await db.updateContributorInsights({ TableName, ContributorInsightsAction: 'ENABLE' })
    const after = await db.describeContributorInsights({ TableName })
    assert.equal(after.ContributorInsightsStatus, 'ENABLED')
    const { ContributorInsightsSummaries } = await db.listContributorInsights({})
    assert.deepEqual(ContributorInsightsSummaries, [
      {
        TableName,
        ContributorInsightsStatus: 'ENABLED',
        ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
      },
    ])
  })
})
