import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { bytes, newAccount, readShard, refused, status, text } from './support.ts'

const hour = 3_600_000
const id = (index: number) => `shardId-${String(index).padStart(12, '0')}`

describe('resharding', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  it('splits and merges; readers go on with the children', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s')
    const put = async (ExplicitHashKey: string, data: string) =>
      (await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', ExplicitHashKey, Data: bytes(data) }))
        .ShardId
    const { ShardIterator } = await kinesis.getShardIterator({
      StreamName: 's',
      ShardId: id(0),
      ShardIteratorType: 'TRIM_HORIZON',
    })
    assert.equal(await put('5', 'before'), id(0))
    await clock.advance(1_000)
    await kinesis.splitShard({ StreamName: 's', ShardToSplit: id(0), NewStartingHashKey: '1000' })
    await status(kinesis, 's', 'ACTIVE')
    assert.equal(await put('999', 'left'), id(1))
    assert.equal(await put('1000', 'right'), id(2))

    const page = await kinesis.getRecords({ ShardIterator })
    assert.deepEqual(page.Records?.map(text), ['before'])
    assert.equal(page.NextShardIterator, undefined)
    assert.equal(page.MillisBehindLatest, 0)
    assert.deepEqual(page.ChildShards, [
      { ShardId: id(1), ParentShards: [id(0)], HashKeyRange: { StartingHashKey: '0', EndingHashKey: '999' } },
      {
        ShardId: id(2),
        ParentShards: [id(0)],
        HashKeyRange: { StartingHashKey: '1000', EndingHashKey: String(2n ** 128n - 1n) },
      },
    ])

    await kinesis.mergeShards({ StreamName: 's', ShardToMerge: id(2), AdjacentShardToMerge: id(1) })
    await status(kinesis, 's', 'ACTIVE')
    assert.equal(await put('7', 'merged'), id(3))
    const { StreamDescription } = await kinesis.describeStream({ StreamName: 's' })
    const merged = StreamDescription?.Shards?.[3]
    assert.deepEqual([merged?.ParentShardId, merged?.AdjacentParentShardId], [id(1), id(2)])
    const ends = StreamDescription?.Shards?.map(
      ({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber,
    )
    assert.deepEqual(
      ends?.map((end) => end !== undefined),
      [true, true, true, false],
    )
    const starts = StreamDescription?.Shards?.map(({ SequenceNumberRange }) =>
      BigInt(SequenceNumberRange?.StartingSequenceNumber ?? 0),
    )
    assert.ok((starts?.[0] ?? 0n) < (starts?.[1] ?? 0n) && (starts?.[2] ?? 0n) < (starts?.[3] ?? 0n))
    const chosen = async (Type: 'AT_LATEST' | 'AT_TRIM_HORIZON' | 'FROM_TRIM_HORIZON') =>
      (await kinesis.listShards({ StreamName: 's', ShardFilter: { Type } })).Shards?.map(
        ({ ShardId }) => ShardId,
      )
    assert.deepEqual(await chosen('AT_LATEST'), [id(3)])
    assert.deepEqual(await chosen('AT_TRIM_HORIZON'), [id(0)])
    assert.deepEqual(await chosen('FROM_TRIM_HORIZON'), [id(0), id(1), id(2), id(3)])

    // What was closed goes with its last record.
    await clock.advance(25 * hour, () => server.lambent.idle())
    assert.deepEqual(await chosen('FROM_TRIM_HORIZON'), [id(3)])
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('later') })
    assert.deepEqual((await readShard(kinesis, 's', id(3))).map(text), ['later'])
  })

  it('loses nothing that is put meanwhile', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s', 2, { ShardCount: undefined, StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
    const { kinesis: other } = { kinesis }
    await kinesis.createStream({ StreamName: 'p', ShardCount: 2 })
    await status(kinesis, 'p', 'ACTIVE')
    const sent: string[] = []
    let over = false
    const producer = async (name: string) => {
      for (let index = 0; !over && index < 300; index++) {
        await other.putRecord({
          StreamName: 'p',
          PartitionKey: `${name}${index}`,
          Data: bytes(`${name}-${index}`),
        })
        sent.push(`${name}-${index}`)
      }
    }
    const producers = ['a', 'b', 'c'].map(producer)
    for (const TargetShardCount of [3, 4, 2]) {
      await kinesis.updateShardCount({ StreamName: 'p', TargetShardCount, ScalingType: 'UNIFORM_SCALING' })
      await status(kinesis, 'p', 'ACTIVE')
    }
    over = true
    await Promise.all(producers)
    const { Shards = [] } = await kinesis.listShards({ StreamName: 'p' })
    const found: string[] = []
    for (const { ShardId = '' } of Shards) found.push(...(await readShard(kinesis, 'p', ShardId)).map(text))
    assert.deepEqual(found.sort(), sent.sort())
  })

  it('scales to equal parts', async () => {
    const { kinesis, make, arn } = newAccount(server)
    await make('s', 2)
    const scale = (TargetShardCount: number) =>
      kinesis.updateShardCount({ StreamARN: arn('s'), TargetShardCount, ScalingType: 'UNIFORM_SCALING' })
    const answer = await scale(3)
    assert.deepEqual(
      [answer.StreamName, answer.CurrentShardCount, answer.TargetShardCount, answer.StreamARN],
      ['s', 2, 3, arn('s')],
    )
    await status(kinesis, 's', 'ACTIVE')
    const { Shards } = await kinesis.listShards({ StreamName: 's', ShardFilter: { Type: 'AT_LATEST' } })
    assert.deepEqual(Shards?.map(({ HashKeyRange }) => HashKeyRange?.StartingHashKey).sort(), [
      '0',
      '113427455640312821154458202477256070485',
      '226854911280625642308916404954512140970',
    ])
    const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: 's' })
    assert.equal(StreamDescriptionSummary?.OpenShardCount, 3)
    await refused(
      scale(7),
      'LimitExceededException',
      'UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 3, Target shard count: 7',
    )
    await refused(
      scale(1),
      'LimitExceededException',
      'UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: 3, Target shard count: 1',
    )
  })

  it('is refused for what AWS refuses', async () => {
    const { kinesis, make, id: account } = newAccount(server)
    await make('s', 3)
    const split = (ShardToSplit: string, NewStartingHashKey: string) =>
      kinesis.splitShard({ StreamName: 's', ShardToSplit, NewStartingHashKey })
    await refused(
      split(id(0), '1'),
      'InvalidArgumentException',
      `NewStartingHashKey 1 used in SplitShard() on shard ${id(0)} in stream s under account ${account} is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey 113427455640312821154458202477256070484.`,
    )
    await refused(
      split(id(9), '1'),
      'ResourceNotFoundException',
      `Could not find shard ${id(9)} in stream s under account ${account}.`,
    )
    await refused(
      kinesis.mergeShards({ StreamName: 's', ShardToMerge: id(0), AdjacentShardToMerge: id(2) }),
      'InvalidArgumentException',
      `Shards ${id(0)} and ${id(2)} in stream s under account ${account} are not an adjacent pair of shards eligible for merging`,
    )
    await kinesis.createStream({ StreamName: 'd', StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
    await status(kinesis, 'd', 'ACTIVE')
    await refused(
      kinesis.updateShardCount({ StreamName: 'd', TargetShardCount: 5, ScalingType: 'UNIFORM_SCALING' }),
      'ValidationException',
      /On-Demand/,
    )
  })
})
