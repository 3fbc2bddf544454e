import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  effectivePolicy,
  retryDelayMs as httpDelayMs,
  readSubscriptionPolicy,
  readTopicPolicy,
} from './delivery-policy.ts'
import { retryDelayMs } from './retries.ts'
import { sequenceNumber, sequenceOf } from './sequence-numbers.ts'

describe('retries', () => {
  // Source: Developer Guide, "Amazon SNS message delivery retries": 100,015 times over 23 days.
  it('of AWS services go on for 23 days', () => {
    const delays: number[] = []
    for (let failures = 1; ; failures++) {
      const delay = retryDelayMs(failures)
      if (delay === undefined) break
      delays.push(delay)
    }
    assert.equal(delays.length, 100_015)
    assert.deepEqual(delays.slice(0, 6), [0, 0, 0, 1000, 1000, 1000])
    assert.deepEqual(delays.slice(14, 16), [20_000, 20_000])
    const days = delays.reduce((sum, delay) => sum + delay, 0) / 86_400_000
    assert.ok(days > 23 && days < 24)
  })

  it('of HTTP endpoints are as many as the policy says, and their pauses within its bounds', () => {
    const counts = fc.integer({ min: 0, max: 10 })
    const policy = fc
      .record({
        shortest: fc.integer({ min: 1, max: 60 }),
        more: fc.integer({ min: 0, max: 100 }),
        none: counts,
        least: counts,
        most: counts,
        growing: counts,
        backoffFunction: fc.constantFrom('linear', 'arithmetic', 'geometric', 'exponential'),
      })
      .map(({ shortest, more, none, least, most, growing, backoffFunction }) => ({
        minDelayTarget: shortest,
        maxDelayTarget: shortest + more,
        numRetries: none + least + most + growing,
        numNoDelayRetries: none,
        numMinDelayRetries: least,
        numMaxDelayRetries: most,
        backoffFunction,
      }))
    fc.assert(
      fc.property(policy, (retry) => {
        const own = readSubscriptionPolicy(JSON.stringify({ healthyRetryPolicy: retry }))
        assert.deepEqual(effectivePolicy(undefined, own).retry, retry)
        const delays = Array.from(
          { length: retry.numRetries },
          (_, index) => httpDelayMs(retry, index + 1) ?? Number.NaN,
        )
        assert.equal(httpDelayMs(retry, retry.numRetries + 1), undefined)
        for (const [index, delay] of delays.entries()) {
          const least = index < retry.numNoDelayRetries ? 0 : retry.minDelayTarget * 1000
          assert.ok(delay >= least && delay <= retry.maxDelayTarget * 1000)
          assert.ok(delay >= (delays[index - 1] ?? 0))
        }
      }),
    )
  })

  it('of a subscription are its own unless the topic forbids it', () => {
    const own = readSubscriptionPolicy('{"healthyRetryPolicy":{"numRetries":7}}')
    const topic = (disableSubscriptionOverrides: boolean) =>
      readTopicPolicy(
        JSON.stringify({
          http: { defaultHealthyRetryPolicy: { numRetries: 1 }, disableSubscriptionOverrides },
        }),
      )
    assert.equal(effectivePolicy(topic(false), own).retry.numRetries, 7)
    assert.equal(effectivePolicy(topic(true), own).retry.numRetries, 1)
    assert.equal(effectivePolicy(topic(false), undefined).retry.numRetries, 1)
  })

  it('have policies that are refused without accident', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        for (const read of [readTopicPolicy, readSubscriptionPolicy])
          try {
            read(text)
          } catch (error) {
            assert.equal((error as Error).name, 'AwsError')
          }
      }),
    )
  })
})

describe('sequence numbers', () => {
  it('grow, by the clock and within a millisecond', () => {
    const first = sequenceOf(undefined, 1_800_000_000_000)
    assert.equal(sequenceNumber(first), '10001800000000000000')
    assert.equal(sequenceOf(first, 1_800_000_000_000), first + 1)
    assert.equal(sequenceOf(first, 1_700_000_000_000), first + 1)
    assert.ok(sequenceOf(first, 1_800_000_000_001) > first + 1)
  })
})
