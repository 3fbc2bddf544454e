import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { runsHere } from '../../support/test-stores.ts'
import { bytes, newAccount, readShard, refused, status, text } from './support.ts'

const hour = 3_600_000
const first = 'shardId-000000000000'

describe('records', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  it('go to the shard of their key and are read in order', async () => {
    const { kinesis, make, arn } = newAccount(server)
    await make('s', 4)
    const size = (1n << 128n) / 4n
    const sent = new Map<string, string[]>()
    for (let index = 0; index < 12; index++) {
      const key = `key-${index % 5}`
      const hash = BigInt(`0x${createHash('md5').update(key).digest('hex')}`)
      const {
        ShardId = '',
        SequenceNumber,
        EncryptionType,
      } = await kinesis.putRecord({
        StreamARN: arn('s'),
        PartitionKey: key,
        Data: bytes(`${index}`),
      })
      assert.equal(ShardId, `shardId-${String(hash / size).padStart(12, '0')}`)
      assert.match(SequenceNumber ?? '', /^\d{56}$/)
      assert.equal(EncryptionType, 'NONE')
      sent.set(ShardId, [...(sent.get(ShardId) ?? []), `${SequenceNumber} ${key} ${index}`])
    }
    for (const [shard, records] of sent) {
      const read = await readShard(kinesis, 's', shard, 2)
      assert.deepEqual(
        read.map((record) => `${record.SequenceNumber} ${record.PartitionKey} ${text(record)}`),
        records,
      )
      assert.equal(read[0]?.ApproximateArrivalTimestamp?.getTime(), clock.now())
    }
  })

  it('are as many at the end as at the beginning, whatever their keys', async () => {
    const { kinesis, make } = newAccount(server)
    let streams = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            key: fc.string({ minLength: 1, maxLength: 20 }),
            data: fc.uint8Array({ maxLength: 50 }),
          }),
          {
            minLength: 1,
            maxLength: 60,
          },
        ),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 7 }),
        async (records, shards, limit) => {
          const name = `s${streams++}`
          await make(name, shards)
          const { Records: put = [], FailedRecordCount } = await kinesis.putRecords({
            StreamName: name,
            Records: records.map(({ key, data }) => ({ PartitionKey: key, Data: data })),
          })
          assert.equal(FailedRecordCount, 0)
          const found = new Map<string, string>()
          for (let index = 0; index < shards; index++) {
            const read = await readShard(kinesis, name, `shardId-${String(index).padStart(12, '0')}`, limit)
            for (const { SequenceNumber = '', PartitionKey, Data } of read)
              found.set(SequenceNumber, JSON.stringify([PartitionKey, [...(Data ?? [])]]))
          }
          assert.equal(found.size, records.length)
          for (const [index, { SequenceNumber = '' }] of put.entries()) {
            const { key, data } = records[index] ?? { key: '', data: [] }
            assert.equal(found.get(SequenceNumber), JSON.stringify([key.toWellFormed(), [...data]]))
          }
        },
      ),
      { numRuns: runsHere(12) },
    )
  })

  it('go where their explicit hash key says', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s', 2)
    const put = (ExplicitHashKey: string) =>
      kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', ExplicitHashKey, Data: bytes('x') })
    const ids = await Promise.all(
      [
        '0',
        '170141183460469231731687303715884105727',
        '170141183460469231731687303715884105728',
        '340282366920938463463374607431768211455',
      ].map(async (key) => (await put(key)).ShardId?.slice(-1)),
    )
    assert.deepEqual(ids, ['0', '0', '1', '1'])
    await refused(
      put('340282366920938463463374607431768211456'),
      'InvalidArgumentException',
      'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456',
    )
  })

  it('are read from each position', async () => {
    const { kinesis, make, id } = newAccount(server)
    await make('s')
    const numbers: string[] = []
    const times: Date[] = []
    const put = async (data: string) => {
      const { SequenceNumber = '' } = await kinesis.putRecord({
        StreamName: 's',
        PartitionKey: 'k',
        Data: bytes(data),
      })
      numbers.push(SequenceNumber)
      times.push(new Date(clock.now()))
      await clock.advance(1_000)
    }
    for (const data of ['a', 'b', 'c']) await put(data)
    const at = async (ShardIteratorType: 'LATEST', more: object = {}) => {
      const { ShardIterator } = await kinesis.getShardIterator({
        StreamName: 's',
        ShardId: first,
        ShardIteratorType,
        ...more,
      })
      return ShardIterator
    }
    const read = async (iterator: string | undefined) =>
      (await kinesis.getRecords({ ShardIterator: iterator })).Records?.map(text).join('')
    const latest = await at('LATEST')
    const type = (name: string) => name as 'LATEST'
    assert.equal(await read(await at(type('TRIM_HORIZON'))), 'abc')
    assert.equal(await read(latest), '')
    assert.equal(
      await read(await at(type('AT_SEQUENCE_NUMBER'), { StartingSequenceNumber: numbers[1] })),
      'bc',
    )
    assert.equal(
      await read(await at(type('AFTER_SEQUENCE_NUMBER'), { StartingSequenceNumber: numbers[1] })),
      'c',
    )
    assert.equal(await read(await at(type('AT_TIMESTAMP'), { Timestamp: times[1] })), 'bc')
    assert.equal(
      await read(await at(type('AT_TIMESTAMP'), { Timestamp: new Date((times[1]?.getTime() ?? 0) + 1) })),
      'c',
    )
    assert.equal(await read(await at(type('AT_TIMESTAMP'), { Timestamp: new Date(0) })), 'abc')
    await put('d')
    assert.equal(await read(latest), 'd')

    const invalid = 'InvalidArgumentException'
    await refused(
      at(type('AT_TIMESTAMP'), { Timestamp: new Date(clock.now() + hour) }),
      invalid,
      /cannot be greater/,
    )
    await refused(at(type('AT_TIMESTAMP')), invalid, /timestampInMillis/)
    await refused(
      at(type('AT_SEQUENCE_NUMBER')),
      invalid,
      'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber.',
    )
    await refused(
      at(type('AT_SEQUENCE_NUMBER'), { StartingSequenceNumber: '12' }),
      invalid,
      `StartingSequenceNumber 12 used in GetShardIterator on shard ${first} in stream s under account ${id} is invalid.`,
    )
    await refused(
      kinesis.getShardIterator({
        StreamName: 's',
        ShardId: 'shardId-000000000007',
        ShardIteratorType: 'LATEST',
      }),
      'ResourceNotFoundException',
      `Shard shardId-000000000007 in stream s under account ${id} does not exist`,
    )
    await refused(kinesis.getRecords({ ShardIterator: 'AAAA' }), invalid, 'Invalid ShardIterator.')
    await clock.advance(300_001)
    await refused(
      kinesis.getRecords({ ShardIterator: latest }),
      'ExpiredIteratorException',
      /^Iterator expired\. The iterator was created at time \w{3} \w{3} \d\d [\d:]{8} UTC \d{4} while .* tolerated delay of 300000 milliseconds\.$/,
    )
  })

  it('tell how far behind a reader is', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s')
    for (let index = 0; index < 3; index++) {
      await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes(`${index}`) })
      await clock.advance(1_000)
    }
    const { ShardIterator } = await kinesis.getShardIterator({
      StreamName: 's',
      ShardId: first,
      ShardIteratorType: 'TRIM_HORIZON',
    })
    const page = await kinesis.getRecords({ ShardIterator, Limit: 1 })
    assert.equal(page.MillisBehindLatest, 3_000)
    const rest = await kinesis.getRecords({ ShardIterator: page.NextShardIterator })
    assert.deepEqual([rest.Records?.length, rest.MillisBehindLatest], [2, 0])
    assert.ok(rest.NextShardIterator)
  })

  it('are answered up to 10 MiB at once', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s', 1, {
      MaxRecordSizeInKiB: 10_240,
      ShardCount: undefined,
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    })
    const key = { StreamName: 's', PartitionKey: 'k', ExplicitHashKey: '0' }
    for (let index = 0; index < 3; index++)
      await kinesis.putRecord({ ...key, Data: new Uint8Array(4 * 1024 * 1024).fill(index) })
    const { ShardIterator } = await kinesis.getShardIterator({
      StreamName: 's',
      ShardId: first,
      ShardIteratorType: 'TRIM_HORIZON',
    })
    const page = await kinesis.getRecords({ ShardIterator })
    assert.equal(page.Records?.length, 2)
    const rest = await kinesis.getRecords({ ShardIterator: page.NextShardIterator })
    assert.deepEqual([rest.Records?.length, rest.Records?.[0]?.Data?.[0]], [1, 2])
  })

  it('end with their retention, and are removed', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s')
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('old') })
    await clock.advance(23 * hour, () => server.lambent.idle())
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('new') })
    assert.deepEqual((await readShard(kinesis, 's', first)).map(text), ['old', 'new'])
    await clock.advance(hour + 1, () => server.lambent.idle())
    assert.deepEqual((await readShard(kinesis, 's', first)).map(text), ['new'])
    await kinesis.increaseStreamRetentionPeriod({ StreamName: 's', RetentionPeriodHours: 48 })
    await clock.advance(hour, () => server.lambent.idle())
    assert.deepEqual((await readShard(kinesis, 's', first)).map(text), ['new'])
  })

  it('are refused when a provisioned shard has taken its share of the second', async () => {
    const { kinesis, make, id } = newAccount(server)
    await make('s')
    const batch = (count: number, size: number) =>
      kinesis.putRecords({
        StreamName: 's',
        Records: Array.from({ length: count }, () => ({ PartitionKey: 'k', Data: new Uint8Array(size) })),
      })
    await batch(500, 1)
    await batch(499, 1)
    const last = await batch(2, 1)
    assert.equal(last.FailedRecordCount, 1)
    assert.match(last.Records?.[0]?.SequenceNumber ?? '', /^\d{56}$/)
    assert.deepEqual(last.Records?.[1], {
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage: `Rate exceeded for shard ${first} in stream s under account ${id}.`,
    })
    await refused(
      kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('x') }),
      'ProvisionedThroughputExceededException',
      /^Rate exceeded for shard/,
    )
    await clock.advance(1_000)
    const large = await batch(3, 400_000)
    assert.equal(large.FailedRecordCount, 1)
    assert.equal((await readShard(kinesis, 's', first)).length, 1_002)
  })

  it('are refused when they are too many or too large, and none is kept', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s')
    const records = (count: number, size: number) =>
      Array.from({ length: count }, () => ({ PartitionKey: 'k', Data: new Uint8Array(size) }))
    await refused(
      kinesis.putRecords({ StreamName: 's', Records: records(501, 1) }),
      'ValidationException',
      /less than or equal to 500/,
    )
    await refused(
      kinesis.putRecords({ StreamName: 's', Records: records(11, 1_000_000) }),
      'InvalidArgumentException',
      /10 MB/,
    )
    await refused(
      kinesis.putRecords({ StreamName: 's', Records: [...records(1, 1), ...records(1, 1_048_577)] }),
      'InvalidArgumentException',
      /maximum record size/,
    )
    assert.deepEqual(await readShard(kinesis, 's', first), [])
  })

  it('can be tried without being put', async () => {
    const { kinesis, make } = newAccount(server)
    await make('s')
    await refused(
      kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('x'), DryRun: true }),
      'DryRunOperationException',
      /DryRun/,
    )
    assert.deepEqual(await readShard(kinesis, 's', first), [])
  })

  it('take a number for their order', async () => {
    const { kinesis, make, id } = newAccount(server)
    await make('s')
    const put = (SequenceNumberForOrdering?: string) =>
      kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('x'), SequenceNumberForOrdering })
    const before = (await put()).SequenceNumber ?? ''
    const behind = (await put(before)).SequenceNumber ?? ''
    assert.ok(BigInt(behind) > BigInt(before))
    await refused(
      put('5'),
      'InvalidArgumentException',
      `ExclusiveMinimumSequenceNumber 5 used in PutRecord on stream s under account ${id} is invalid.`,
    )
  })

  it('are spread by the service where it was told to', async () => {
    const { kinesis } = newAccount(server)
    await kinesis.createStream({
      StreamName: 's',
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RecordDistributionStrategy: 'AUTO',
    })
    await status(kinesis, 's', 'ACTIVE')
    const { Records = [] } = await kinesis.putRecords({
      StreamName: 's',
      Records: Array.from({ length: 200 }, () => ({ PartitionKey: 'k', Data: bytes('x') })),
    })
    assert.equal(new Set(Records.map(({ ShardId }) => ShardId)).size, 4)
  })
})
