import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type EventProgress, eventLimitsDefault, isTooOld, nextStep } from './event-outcome.ts'

const fresh: EventProgress = { acceptedAt: 1_000_000, invokeCount: 0, returnCount: 0 }

describe('what becomes of an event', () => {
  it('is retried a minute after the first error and two after the second, then given up', () => {
    const first = nextStep('function error', fresh, eventLimitsDefault, 1_000_000)
    assert.ok(first.kind === 'retry')
    assert.equal(first.at, 1_060_000)
    const second = nextStep('function error', first.progress, eventLimitsDefault, 1_060_000)
    assert.ok(second.kind === 'retry')
    assert.equal(second.at, 1_180_000)
    const third = nextStep('function error', second.progress, eventLimitsDefault, 1_180_000)
    assert.ok(third.kind === 'give up')
    assert.equal(third.condition, 'RetriesExhausted')
    assert.equal(third.progress.invokeCount, 3)
  })

  it('is given up at once where nothing is to be retried', () => {
    const step = nextStep('function error', fresh, { ...eventLimitsDefault, retryAttempts: 0 }, 1_000_000)
    assert.ok(step.kind === 'give up')
    assert.equal(step.condition, 'RetriesExhausted')
  })

  it('goes back after throttles at doubling intervals up to five minutes, for six hours', () => {
    let progress = fresh
    let now = fresh.acceptedAt
    const waits: number[] = []
    for (;;) {
      const step = nextStep('throttled', progress, eventLimitsDefault, now)
      if (step.kind !== 'retry') {
        assert.ok(step.kind === 'give up')
        assert.equal(step.condition, 'EventAgeExceeded')
        assert.equal(step.progress.invokeCount, 0)
        break
      }
      waits.push(step.at - now)
      now = step.at
      progress = step.progress
    }
    assert.deepEqual(
      waits.slice(0, 10),
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map((s) => s * 1000),
    )
    assert.ok(now - fresh.acceptedAt <= 21_600_000)
    assert.ok(now - fresh.acceptedAt > 21_600_000 - 300_000)
  })

  it('does not count throttles as attempts', () => {
    const throttled = nextStep('system error', { ...fresh, invokeCount: 2 }, eventLimitsDefault, 2_000_000)
    assert.ok(throttled.kind === 'retry')
    const failed = nextStep('function error', throttled.progress, eventLimitsDefault, 2_001_000)
    assert.ok(failed.kind === 'give up')
    assert.equal(failed.progress.invokeCount, 3)
  })

  it('is not kept for a retry that would come too late', () => {
    const limits = { retryAttempts: 2, eventAgeSeconds: 60 }
    const step = nextStep('function error', fresh, limits, fresh.acceptedAt + 1)
    assert.ok(step.kind === 'give up')
    assert.equal(step.condition, 'EventAgeExceeded')
    assert.equal(step.progress.invokeCount, 1)
    assert.equal(isTooOld(fresh, limits, fresh.acceptedAt + 60_000), false)
    assert.equal(isTooOld(fresh, limits, fresh.acceptedAt + 60_001), true)
  })

  it('is not kept where nothing may run, in loops, and without a function', () => {
    for (const [end, condition] of [
      ['no concurrency', 'ZeroReservedConcurrency'],
      ['recursion', 'RecursiveInvocation'],
      ['gone', 'FunctionNotFound'],
    ] as const) {
      const step = nextStep(end, fresh, eventLimitsDefault, 1_000_000)
      assert.ok(step.kind === 'give up')
      assert.equal(step.condition, condition)
    }
  })
})
