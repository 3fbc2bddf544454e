import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { waitUntilStreamExists } from '@aws-sdk/client-kinesis'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { newAccount, refused, status } from './support.ts'

const hour = 3_600_000

describe('streams', () => {
  const clock = new VirtualClock(Date.UTC(2026, 4, 1, 12, 0, 0, 500))
  const server = testServer({ clock })

  it('are made, described, listed and deleted', async () => {
    const { kinesis, id, arn, settle } = newAccount(server)
    await kinesis.createStream({ StreamName: 's', ShardCount: 2, Tags: { team: 'blue' } })
    await waitUntilStreamExists({ client: kinesis, maxWaitTime: 60 }, { StreamName: 's' })
    await status(kinesis, 's', 'ACTIVE')
    const { StreamDescription: stream } = await kinesis.describeStream({ StreamARN: arn('s') })
    assert.equal(stream?.StreamARN, `arn:aws:kinesis:us-east-1:${id}:stream/s`)
    assert.equal(stream.StreamStatus, 'ACTIVE')
    assert.equal(stream.RetentionPeriodHours, 24)
    assert.equal(stream.EncryptionType, 'NONE')
    assert.equal(stream.HasMoreShards, false)
    assert.deepEqual(stream.StreamModeDetails, { StreamMode: 'PROVISIONED' })
    assert.deepEqual(stream.StreamCreationTimestamp, new Date(Date.UTC(2026, 4, 1, 12)))
    assert.deepEqual(
      stream.Shards?.map(({ ShardId, HashKeyRange }) => [ShardId, HashKeyRange]),
      [
        [
          'shardId-000000000000',
          { StartingHashKey: '0', EndingHashKey: '170141183460469231731687303715884105727' },
        ],
        [
          'shardId-000000000001',
          {
            StartingHashKey: '170141183460469231731687303715884105728',
            EndingHashKey: '340282366920938463463374607431768211455',
          },
        ],
      ],
    )
    const { StreamDescriptionSummary: summary } = await kinesis.describeStreamSummary({ StreamName: 's' })
    assert.deepEqual(
      [summary?.OpenShardCount, summary?.ConsumerCount, summary?.MaxRecordSizeInKiB],
      [2, 0, 1024],
    )
    const limits = await kinesis.describeLimits({})
    assert.deepEqual(
      [limits.ShardLimit, limits.OpenShardCount, limits.OnDemandStreamCount, limits.OnDemandStreamCountLimit],
      [20_000, 2, 0, 50],
    )
    await kinesis.deleteStream({ StreamName: 's' })
    await settle()
    await refused(
      kinesis.describeStream({ StreamName: 's' }),
      'ResourceNotFoundException',
      `Stream s under account ${id} not found.`,
    )
  })

  it('are refused for what AWS refuses', async () => {
    const { kinesis, id, make, arn } = newAccount(server)
    await make('s')
    await refused(
      kinesis.createStream({ StreamName: 's', ShardCount: 1 }),
      'ResourceInUseException',
      `Stream s under account ${id} already exists.`,
    )
    await refused(
      kinesis.createStream({ StreamName: 'a b', ShardCount: 1 }),
      'ValidationException',
      /\[a-zA-Z0-9_\.-\]\+/,
    )
    await refused(kinesis.createStream({ StreamName: 't' }), 'ValidationException', /ShardCount/)
    await refused(
      kinesis.createStream({
        StreamName: 't',
        ShardCount: 1,
        StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      }),
      'ValidationException',
      /ShardCount/,
    )
    await refused(
      kinesis.createStream({ StreamName: 't', ShardCount: 10_001 }),
      'LimitExceededException',
      /10000/,
    )
    await refused(kinesis.describeStream({}), 'InvalidArgumentException', /StreamARN or StreamName/)
    await refused(
      kinesis.describeStream({ StreamARN: arn('s'), StreamName: 't' }),
      'InvalidArgumentException',
      /same stream/,
    )
  })

  it('are listed by name, a page at a time', async () => {
    const { kinesis, make } = newAccount(server)
    for (const name of ['c', 'a', 'b']) await make(name)
    const first = await kinesis.listStreams({ Limit: 2 })
    assert.deepEqual(first.StreamNames, ['a', 'b'])
    assert.equal(first.HasMoreStreams, true)
    assert.equal(first.StreamSummaries?.[0]?.StreamStatus, 'ACTIVE')
    const byName = await kinesis.listStreams({ ExclusiveStartStreamName: 'b' })
    assert.deepEqual([byName.StreamNames, byName.HasMoreStreams], [['c'], false])
    const byToken = await kinesis.listStreams({ NextToken: first.NextToken })
    assert.deepEqual(byToken.StreamNames, ['c'])
    await refused(kinesis.listStreams({ NextToken: 'x' }), 'InvalidArgumentException', /NextToken/)
  })

  it('list their shards, by page and filter', async () => {
    const { kinesis, make, arn } = newAccount(server)
    await make('s', 5)
    const first = await kinesis.listShards({ StreamName: 's', MaxResults: 3 })
    assert.equal(first.Shards?.length, 3)
    const second = await kinesis.listShards({ NextToken: first.NextToken, MaxResults: 3 })
    assert.deepEqual(
      second.Shards?.map(({ ShardId }) => ShardId),
      ['shardId-000000000003', 'shardId-000000000004'],
    )
    assert.equal(second.NextToken, undefined)
    const behind = await kinesis.listShards({
      StreamARN: arn('s'),
      ShardFilter: { Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000002' },
    })
    assert.equal(behind.Shards?.length, 2)
    const described = await kinesis.describeStream({
      StreamName: 's',
      Limit: 2,
      ExclusiveStartShardId: 'shardId-000000000001',
    })
    assert.deepEqual(
      [
        described.StreamDescription?.Shards?.map(({ ShardId }) => ShardId),
        described.StreamDescription?.HasMoreShards,
      ],
      [['shardId-000000000002', 'shardId-000000000003'], true],
    )
    await refused(
      kinesis.listShards({ NextToken: first.NextToken, StreamName: 's' }),
      'InvalidArgumentException',
      'NextToken and StreamName cannot be provided together.',
    )
    await clock.advance(6 * 60_000)
    await refused(kinesis.listShards({ NextToken: first.NextToken }), 'ExpiredNextTokenException', /expired/)
  })

  it('keep tags, by both families of operations', async () => {
    const { kinesis, make, arn } = newAccount(server)
    await make('s')
    await kinesis.addTagsToStream({ StreamName: 's', Tags: { b: '2', a: '1' } })
    await kinesis.tagResource({ ResourceARN: arn('s'), Tags: { c: '3' } })
    const page = await kinesis.listTagsForStream({ StreamName: 's', Limit: 2 })
    assert.deepEqual(page, {
      $metadata: page.$metadata,
      HasMoreTags: true,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    })
    await kinesis.removeTagsFromStream({ StreamName: 's', TagKeys: ['a'] })
    await kinesis.untagResource({ ResourceARN: arn('s'), TagKeys: ['b'] })
    const { Tags } = await kinesis.listTagsForResource({ ResourceARN: arn('s') })
    assert.deepEqual(Tags, [{ Key: 'c', Value: '3' }])
    await refused(
      kinesis.addTagsToStream({ StreamName: 's', Tags: { 'a;b': '' } }),
      'InvalidArgumentException',
      /^Some tags contain invalid characters/,
    )
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))
    await refused(
      kinesis.addTagsToStream({ StreamName: 's', Tags: many }),
      'InvalidArgumentException',
      /more than 50 tags/,
    )
  })

  it('keep records for as long as they are told', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s')
    const change = (hours: number) =>
      kinesis.increaseStreamRetentionPeriod({ StreamName: 's', RetentionPeriodHours: hours })
    await change(8_760)
    const { StreamDescription: stream } = await kinesis.describeStream({ StreamName: 's' })
    assert.equal(stream?.RetentionPeriodHours, 8_760)
    await refused(
      change(8_761),
      'InvalidArgumentException',
      'Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.',
    )
    await refused(change(24), 'InvalidArgumentException', /Use DecreaseRetentionPeriod API/)
    await refused(
      kinesis.decreaseStreamRetentionPeriod({ StreamName: 's', RetentionPeriodHours: 23 }),
      'InvalidArgumentException',
      'Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.',
    )
    await kinesis.decreaseStreamRetentionPeriod({ StreamName: 's', RetentionPeriodHours: 24 })
  })

  it('change their mode twice a day, their record size and the way records are spread', async () => {
    const { kinesis, make, arn } = newAccount(server)
    await make('s', 2)
    const mode = async (StreamMode: 'ON_DEMAND' | 'PROVISIONED') => {
      await kinesis.updateStreamMode({ StreamARN: arn('s'), StreamModeDetails: { StreamMode } })
      await status(kinesis, 's', 'ACTIVE')
    }
    await refused(
      kinesis.updateStreamRecordDistributionStrategy({
        StreamARN: arn('s'),
        RecordDistributionStrategy: 'AUTO',
      }),
      'ValidationException',
      /on-demand/,
    )
    await mode('ON_DEMAND')
    await kinesis.updateStreamRecordDistributionStrategy({
      StreamARN: arn('s'),
      RecordDistributionStrategy: 'AUTO',
    })
    await status(kinesis, 's', 'ACTIVE')
    const { StreamDescriptionSummary: summary } = await kinesis.describeStreamSummary({ StreamName: 's' })
    assert.deepEqual(
      [summary?.StreamModeDetails?.StreamMode, summary?.OpenShardCount, summary?.RecordDistributionStrategy],
      ['ON_DEMAND', 2, 'AUTO'],
    )
    await mode('PROVISIONED')
    await refused(mode('ON_DEMAND'), 'LimitExceededException', /24 hours/)
    await clock.advance(25 * hour, () => server.lambent.idle())
    await mode('ON_DEMAND')
    await kinesis.updateMaxRecordSize({ StreamARN: arn('s'), MaxRecordSizeInKiB: 2_048 })
    await status(kinesis, 's', 'ACTIVE')
    const large = { StreamName: 's', PartitionKey: 'k', Data: new Uint8Array(2 * 1024 * 1024 - 1) }
    await kinesis.putRecord(large)
    await refused(
      kinesis.putRecord({ ...large, PartitionKey: 'kk' }),
      'InvalidArgumentException',
      /maximum record size/,
    )
  })

  it('on demand have four shards', async () => {
    const { kinesis } = newAccount(server)
    await kinesis.createStream({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
    await status(kinesis, 's', 'ACTIVE')
    const { Shards } = await kinesis.listShards({ StreamName: 's' })
    assert.equal(Shards?.length, 4)
  })

  it('record which metrics of shards are wanted', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s')
    const on = await kinesis.enableEnhancedMonitoring({
      StreamName: 's',
      ShardLevelMetrics: ['IncomingBytes'],
    })
    assert.deepEqual([on.CurrentShardLevelMetrics, on.DesiredShardLevelMetrics], [[], ['IncomingBytes']])
    const all = await kinesis.enableEnhancedMonitoring({ StreamName: 's', ShardLevelMetrics: ['ALL'] })
    assert.equal(all.DesiredShardLevelMetrics?.length, 7)
    const off = await kinesis.disableEnhancedMonitoring({ StreamName: 's', ShardLevelMetrics: ['ALL'] })
    assert.deepEqual(off.DesiredShardLevelMetrics, [])
  })

  it('are shared by a policy', async () => {
    const owner = newAccount(server)
    const other = newAccount(server)
    await owner.make('s')
    const StreamARN = owner.arn('s')
    const put = () => other.kinesis.putRecord({ StreamARN, PartitionKey: 'k', Data: new Uint8Array(1) })
    await refused(
      put(),
      'AccessDeniedException',
      /because no resource-based policy allows the kinesis:PutRecord action/,
    )
    await refused(
      owner.kinesis.getResourcePolicy({ ResourceARN: StreamARN }),
      'ResourceNotFoundException',
      /policy/,
    )
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: other.id }, Action: ['kinesis:PutRecord'], Resource: StreamARN },
      ],
    })
    await owner.kinesis.putResourcePolicy({ ResourceARN: StreamARN, Policy })
    assert.equal((await owner.kinesis.getResourcePolicy({ ResourceARN: StreamARN })).Policy, Policy)
    await put()
    await refused(other.kinesis.deleteStream({ StreamARN }), 'AccessDeniedException', /kinesis:DeleteStream/)
    await owner.kinesis.deleteResourcePolicy({ ResourceARN: StreamARN })
    await refused(put(), 'AccessDeniedException', /kinesis:PutRecord/)
    await refused(
      owner.kinesis.putResourcePolicy({ ResourceARN: StreamARN, Policy: '{' }),
      'InvalidArgumentException',
      /policy/,
    )
  })
})
