import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { bytes, newAccount, readShard } from './support.ts'

const first = 'shardId-000000000000'

describe('metrics of streams', () => {
  const clock = new VirtualClock(Date.UTC(2026, 4, 1, 12))
  const server = testServer({ clock })

  it('go to CloudWatch minute by minute, of shards where they are wanted', async () => {
    const { kinesis, make, id } = newAccount(server)
    const cloudwatch = new CloudWatch(server.config({ account: id }))
    await make('s')
    await kinesis.enableEnhancedMonitoring({ StreamName: 's', ShardLevelMetrics: ['IncomingBytes'] })
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('1234') })
    const Records = [1, 2, 3].map(() => ({ PartitionKey: 'k', Data: bytes('12') }))
    await kinesis.putRecords({ StreamName: 's', Records })
    await readShard(kinesis, 's', first)
    const StartTime = new Date(clock.now())
    await clock.advance(120_000, () => server.lambent.idle())
    const sum = async (MetricName: string, shard = false) => {
      const { Datapoints } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/Kinesis',
        MetricName,
        Dimensions: [
          { Name: 'StreamName', Value: 's' },
          ...(shard ? [{ Name: 'ShardId', Value: first }] : []),
        ],
        StartTime,
        EndTime: new Date(clock.now()),
        Period: 60,
        Statistics: ['Sum'],
      })
      return Datapoints?.[0]?.Sum
    }
    assert.equal(await sum('IncomingRecords'), 4)
    assert.equal(await sum('IncomingBytes'), 14)
    assert.equal(await sum('PutRecords.SuccessfulRecords'), 3)
    assert.equal(await sum('GetRecords.Records'), 4)
    assert.equal(await sum('WriteProvisionedThroughputExceeded'), 0)
    assert.equal(await sum('IncomingBytes', true), 14)
    assert.equal(await sum('IncomingRecords', true), undefined)
  })
})
