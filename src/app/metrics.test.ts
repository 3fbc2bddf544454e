import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CountedCall, Metrics } from './metrics.ts'

const call = (operation: string, durationMs: number, errorCode?: string): CountedCall => ({
  service: 'sts',
  operation,
  durationMs,
  ...(errorCode === undefined ? {} : { errorCode }),
})

describe('metrics', () => {
  it('count calls by outcome, and their durations in cumulative buckets', async () => {
    const metrics = new Metrics(() => 3)
    metrics.record(call('GetCallerIdentity', 0.5))
    metrics.record(call('GetCallerIdentity', 3))
    metrics.record(call('AssumeRole', 1_000_000, 'AccessDenied'))
    assert.equal(metrics.count, 3)
    const { body, contentType } = await metrics.text()
    metrics.close()
    const lines = body.split('\n')
    for (const line of [
      '# TYPE lambent_calls_total counter',
      'lambent_calls_total{service="sts",operation="GetCallerIdentity",outcome="ok"} 2',
      'lambent_calls_total{service="sts",operation="AssumeRole",outcome="AccessDenied"} 1',
      'lambent_call_duration_seconds_bucket{service="sts",le="0.0005"} 1',
      'lambent_call_duration_seconds_bucket{service="sts",le="0.0025"} 1',
      'lambent_call_duration_seconds_bucket{service="sts",le="0.005"} 2',
      'lambent_call_duration_seconds_bucket{service="sts",le="900"} 2',
      'lambent_call_duration_seconds_bucket{service="sts",le="+Inf"} 3',
      'lambent_call_duration_seconds_sum{service="sts"} 1000.0035',
      'lambent_call_duration_seconds_count{service="sts"} 3',
      'lambent_http_requests_in_flight 3',
    ]) {
      assert.ok(lines.includes(line), line)
    }
    assert.ok(lines.some((line) => line.startsWith('process_resident_memory_bytes ')))
    assert.match(contentType, /^text\/plain; version=0\.0\.4/)
  })

  it('write odd labels so that they can be read', async () => {
    const metrics = new Metrics(() => 0)
    metrics.record(call('X', 1, 'a"b\\c\nd'))
    const { body } = await metrics.text()
    metrics.close()
    assert.ok(body.includes('outcome="a\\"b\\\\c\\nd"} 1\n'))
  })
})
