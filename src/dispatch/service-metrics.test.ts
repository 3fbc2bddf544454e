import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../aws/identifiers.ts'
import { silentLogger } from '../base/logger.ts'
import type { Call } from './operation.ts'
import { Distribution, sendMetrics } from './service-metrics.ts'

describe('metrics of services', () => {
  it('count what one datum has no room for as the nearest value', () => {
    const values = new Distribution()
    assert.equal(values.isEmpty, true)
    for (let value = 0; value < 150; value++) values.add(value)
    values.add(7)
    values.add(148.6)
    values.add(1_000)
    const { Values, Counts } = values.data
    assert.equal(Values.length, 150)
    assert.equal(
      Counts.reduce((sum, count) => sum + count, 0),
      153,
    )
    assert.deepEqual([Counts[Values.indexOf(7)], Counts[Values.indexOf(149)]], [2, 3])
  })

  it('go a thousand at a time, each part whatever becomes of the others', async () => {
    const sent: number[] = []
    const call = async (_operation: string, { MetricData }: { MetricData: object[] }) => {
      sent.push(MetricData.length)
      if (sent.length === 1) throw new Error('no')
      return {}
    }
    const home = { accountId: '000000000000' as AccountId, region: 'us-east-1' as Region }
    const sender = { service: 'sqs.amazonaws.com', namespace: 'AWS/SQS', home, sourceArn: 'arn' } as const
    const data = Array.from({ length: 2_500 }, () => ({}))
    await sendMetrics({ call: call as unknown as Call, logger: silentLogger }, sender, data)
    assert.deepEqual(sent, [1_000, 1_000, 500])
  })
})
