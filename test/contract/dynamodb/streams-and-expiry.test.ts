import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DynamoDB, type StreamViewType } from '@aws-sdk/client-dynamodb'
import { type _Record, DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

// Requests are signed by the machine's time.
const clock = new VirtualClock(Date.now())
const server = testServer({ clock })
const advance = (milliseconds: number) => clock.advance(milliseconds, () => server.lambent.idle())
const hour = 3_600_000

describe('streams', () => {
  let db: DynamoDB
  let streams: DynamoDBStreams

  before(() => {
    const config = server.config({ account: '310000000009' })
    db = new DynamoDB(config)
    streams = new DynamoDBStreams(config)
  })

  async function streamed(name: string, StreamViewType: StreamViewType = 'NEW_AND_OLD_IMAGES') {
    await makeTable(db, name, {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      StreamSpecification: { StreamEnabled: true, StreamViewType },
    })
    return arnOf(name)
  }

  const arnOf = async (TableName: string) =>
    (await db.describeTable({ TableName })).Table?.LatestStreamArn ?? ''

  const shardsOf = async (StreamArn: string) =>
    (await streams.describeStream({ StreamArn })).StreamDescription?.Shards ?? []

  async function iterator(StreamArn: string, type: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON') {
    const [shard] = await shardsOf(StreamArn)
    const { ShardIterator } = await streams.getShardIterator({
      StreamArn,
      ShardId: shard?.ShardId,
      ShardIteratorType: type,
    })
    return ShardIterator
  }

  const read = async (ShardIterator: string | undefined, Limit?: number) =>
    streams.getRecords({ ShardIterator, ...(Limit === undefined ? {} : { Limit }) })

  const brief = ({ eventName, dynamodb }: _Record) => [
    eventName,
    dynamodb?.Keys?.id?.S,
    dynamodb?.OldImage?.v?.S,
    dynamodb?.NewImage?.v?.S,
  ]

  async function writeSome(TableName: string) {
    const Item = { id: { S: 'a' }, v: { S: '1' } }
    await db.putItem({ TableName, Item })
    await db.putItem({ TableName, Item })
    await db.putItem({ TableName, Item: { ...Item, v: { S: '2' } } })
    await db.deleteItem({ TableName, Key: { id: Item.id } })
    await db.deleteItem({ TableName, Key: { id: Item.id } })
  }

  it('tell every real change in order, with both images', async () => {
    const arn = await streamed('both')
    await writeSome('both')
    const { Records = [], NextShardIterator } = await read(await iterator(arn))
    assert.deepEqual(Records.map(brief), [
      ['INSERT', 'a', undefined, '1'],
      ['MODIFY', 'a', '1', '2'],
      ['REMOVE', 'a', '2', undefined],
    ])
    const [first] = Records
    assert.equal(first?.eventSource, 'aws:dynamodb')
    assert.equal(first?.eventVersion, '1.1')
    assert.equal(first?.awsRegion, 'us-east-1')
    assert.match(first?.eventID ?? '', /^[0-9a-f]{32}$/)
    assert.equal(first?.dynamodb?.StreamViewType, 'NEW_AND_OLD_IMAGES')
    assert.equal(first?.dynamodb?.SizeBytes, 3 + 5)
    assert.equal(
      first?.dynamodb?.ApproximateCreationDateTime?.getTime(),
      Math.floor(clock.now() / 1000) * 1000,
    )
    assert.equal(first?.userIdentity, undefined)
    const numbers = Records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')
    assert.ok(numbers.every((number) => /^\d{21}$/.test(number)))
    assert.deepEqual(numbers, numbers.toSorted())
    const more = await read(NextShardIterator)
    assert.deepEqual(more.Records, [])
    assert.ok(more.NextShardIterator)
  })

  it('show what their view shows', async () => {
    const expected: Partial<Record<StreamViewType, string[]>> = {
      KEYS_ONLY: ['Keys'],
      NEW_IMAGE: ['Keys', 'NewImage'],
      OLD_IMAGE: ['Keys', 'OldImage'],
    }
    for (const [view, members] of Object.entries(expected)) {
      const name = `view-${view}`
      const arn = await streamed(name, view as StreamViewType)
      await writeSome(name)
      const { Records = [] } = await read(await iterator(arn))
      const shown = Object.keys(Records[1]?.dynamodb ?? {}).filter((member) => /Keys|Image/.test(member))
      assert.deepEqual(shown, members)
    }
  })

  it('are read from where one wants', async () => {
    const arn = await streamed('places')
    const put = (v: string) => db.putItem({ TableName: 'places', Item: { id: { S: 'a' }, v: { S: v } } })
    await put('1')
    const latest = await iterator(arn, 'LATEST')
    await put('2')
    await put('3')
    const values = ({ Records = [] }: { Records?: _Record[] | undefined }) =>
      Records.map(({ dynamodb }) => dynamodb?.NewImage?.v?.S)
    assert.deepEqual(values(await read(latest)), ['2', '3'])
    const first = await read(await iterator(arn), 1)
    assert.deepEqual(values(first), ['1'])
    assert.deepEqual(values(await read(first.NextShardIterator, 1)), ['2'])
    const [shard] = await shardsOf(arn)
    const by = async (ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER') => {
      const { ShardIterator } = await streams.getShardIterator({
        StreamArn: arn,
        ShardId: shard?.ShardId,
        ShardIteratorType,
        SequenceNumber: first.Records?.[0]?.dynamodb?.SequenceNumber,
      })
      return values(await read(ShardIterator))
    }
    assert.deepEqual(await by('AT_SEQUENCE_NUMBER'), ['1', '2', '3'])
    assert.deepEqual(await by('AFTER_SEQUENCE_NUMBER'), ['2', '3'])
  })

  it('have a shard for each partition, and keep a key in one', async () => {
    await makeTable(db, 'on-demand', {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    })
    const StreamArn = await arnOf('on-demand')
    const shards = await shardsOf(StreamArn)
    assert.equal(shards.length, 4)
    const page = await streams.describeStream({ StreamArn, Limit: 3 })
    assert.equal(page.StreamDescription?.Shards?.length, 3)
    const rest = await streams.describeStream({
      StreamArn,
      ExclusiveStartShardId: page.StreamDescription?.LastEvaluatedShardId,
    })
    assert.equal(rest.StreamDescription?.Shards?.length, 1)
    for (const v of ['1', '2']) {
      await db.batchWriteItem({
        RequestItems: {
          'on-demand': Array.from({ length: 20 }, (_, index) => ({
            PutRequest: { Item: { id: { S: `k${index}` }, v: { S: v } } },
          })),
        },
      })
    }
    const seen = await Promise.all(
      shards.map(async ({ ShardId }) => {
        const { ShardIterator } = await streams.getShardIterator({
          StreamArn,
          ShardId,
          ShardIteratorType: 'TRIM_HORIZON',
        })
        const { Records = [] } = await read(ShardIterator)
        return Records.map(({ dynamodb }) => dynamodb?.Keys?.id?.S ?? '')
      }),
    )
    assert.equal(seen.flat().length, 40)
    const sets = seen.map((names) => new Set(names))
    assert.equal(
      sets.reduce((sum, { size }) => sum + size, 0),
      20,
    )
    assert.ok(sets.filter(({ size }) => size > 0).length > 1)
  })

  it('can be turned off and on, and end with their table', async () => {
    const arn = await streamed('toggled')
    await db.putItem({ TableName: 'toggled', Item: { id: { S: 'a' } } })
    const specify = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: StreamViewType }) =>
      db.updateTable({ TableName: 'toggled', StreamSpecification })
    await assert.rejects(specify({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' }), {
      name: 'ValidationException',
      message: 'Table already has an enabled stream: TableName: toggled',
    })
    await specify({ StreamEnabled: false })
    await db.putItem({ TableName: 'toggled', Item: { id: { S: 'b' } } })
    const described = await streams.describeStream({ StreamArn: arn })
    assert.equal(described.StreamDescription?.StreamStatus, 'DISABLED')
    assert.ok(described.StreamDescription?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber)
    const { Records = [], NextShardIterator } = await read(await iterator(arn))
    assert.deepEqual([Records.length, NextShardIterator], [1, undefined])
    await advance(10)
    await specify({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' })
    const next = await arnOf('toggled')
    assert.notEqual(next, arn)
    await db.deleteTable({ TableName: 'toggled' })
    const { Streams = [] } = await streams.listStreams({ TableName: 'toggled' })
    assert.deepEqual(Streams.map(({ StreamArn }) => StreamArn).sort(), [arn, next].sort())
    await advance(29 * hour)
    assert.deepEqual((await streams.listStreams({ TableName: 'toggled' })).Streams, [])
    await assert.rejects(streams.describeStream({ StreamArn: arn }), { name: 'ResourceNotFoundException' })
  })

  it('keep records for a day, and iterators for a quarter of an hour', async () => {
    const arn = await streamed('aging')
    const put = (v: string) => db.putItem({ TableName: 'aging', Item: { id: { S: 'a' }, v: { S: v } } })
    await put('1')
    const old = await iterator(arn)
    const first = (await read(old)).Records?.[0]?.dynamodb?.SequenceNumber
    await advance(hour / 4 + 1000)
    await assert.rejects(read(old), { name: 'ExpiredIteratorException' })
    await advance(12 * hour)
    await put('2')
    await advance(12 * hour)
    const { Records = [] } = await read(await iterator(arn))
    assert.deepEqual(Records.map(brief), [['MODIFY', 'a', '1', '2']])
    const [shard] = await shardsOf(arn)
    await assert.rejects(
      streams.getShardIterator({
        StreamArn: arn,
        ShardId: shard?.ShardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: first,
      }),
      { name: 'TrimmedDataAccessException' },
    )
  })
})

describe('items that end', () => {
  let db: DynamoDB
  let streams: DynamoDBStreams

  before(() => {
    const config = server.config({ account: '310000000010' })
    db = new DynamoDB(config)
    streams = new DynamoDBStreams(config)
  })

  const seconds = (fromNow: number) => ({ N: String(Math.floor(clock.now() / 1000) + fromNow) })

  it('are deleted when their time has come, and the stream says by whom', async () => {
    const TableName = await makeTable(db, 'ending', {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' },
    })
    const put = (id: string, ends?: { N: string } | { S: string }) =>
      db.putItem({ TableName, Item: { id: { S: id }, ...(ends === undefined ? {} : { ends }) } })
    await put('before', seconds(3600))
    await db.updateTimeToLive({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'ends' },
    })
    await server.lambent.idle()
    assert.deepEqual((await db.describeTimeToLive({ TableName })).TimeToLiveDescription, {
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'ends',
    })
    await assert.rejects(
      db.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ends' } }),
      { name: 'ValidationException', message: 'TimeToLive is already enabled' },
    )
    await put('soon', seconds(60))
    await put('later', seconds(7200))
    await put('moved', seconds(60))
    await put('moved', seconds(7200))
    await put('never')
    await put('text', { S: seconds(60).N })
    await put('long ago', { N: '1000' })
    const left = async () => ((await db.scan({ TableName })).Items ?? []).map(({ id }) => id?.S).sort()
    const all = ['before', 'later', 'long ago', 'moved', 'never', 'soon', 'text']
    assert.deepEqual(await left(), all)
    await advance(120_000)
    assert.deepEqual(
      await left(),
      all.filter((id) => id !== 'soon'),
    )
    await advance(hour)
    assert.deepEqual(await left(), ['later', 'long ago', 'moved', 'never', 'text'])
    await advance(hour)
    assert.deepEqual(await left(), ['long ago', 'never', 'text'])
    const StreamArn = (await db.describeTable({ TableName })).Table?.LatestStreamArn
    const { StreamDescription } = await streams.describeStream({ StreamArn })
    const { ShardIterator } = await streams.getShardIterator({
      StreamArn,
      ShardId: StreamDescription?.Shards?.[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    })
    const { Records = [] } = await streams.getRecords({ ShardIterator })
    const removed = Records.filter(({ eventName }) => eventName === 'REMOVE')
    assert.deepEqual(removed.map(({ dynamodb }) => dynamodb?.OldImage?.id?.S).sort(), [
      'before',
      'later',
      'moved',
      'soon',
    ])
    assert.ok(
      removed.every(
        ({ userIdentity }) =>
          userIdentity?.PrincipalId === 'dynamodb.amazonaws.com' && userIdentity.Type === 'Service',
      ),
    )
  })

  it('stay when time to live is turned off', async () => {
    const TableName = await makeTable(db, 'kept')
    const specify = (Enabled: boolean, AttributeName = 'ends') =>
      db.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } })
    await specify(true)
    await db.putItem({ TableName, Item: { id: { S: 'a' }, ends: seconds(60) } })
    await specify(false)
    await advance(120_000)
    assert.equal((await db.scan({ TableName })).Count, 1)
    await specify(true)
    await advance(1000)
    assert.equal((await db.scan({ TableName })).Count, 0)
  })
})
