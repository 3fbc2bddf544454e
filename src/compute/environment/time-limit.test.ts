import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TimeLimit } from './time-limit.ts'

/** A time limit, and a promise of its end. Timers of a limit keep no process running, so one of the test's does. */
async function ending(use: (limit: TimeLimit) => void): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const limit = new TimeLimit(resolve)
  const awake = setInterval(() => {}, 1_000)
  const begun = performance.now()
  use(limit)
  await promise
  clearInterval(awake)
  limit.stop()
  return performance.now() - begun
}

test('a short time is not held up by a long one before it', async () => {
  const tookMs = await ending((limit) => {
    limit.begin(3_600_000)
    limit.end()
    limit.begin(1)
  })
  assert.ok(tookMs < 60_000)
})

test('a long time is not cut by a short one before it', async () => {
  const tookMs = await ending((limit) => {
    limit.begin(1)
    limit.end()
    limit.begin(30)
  })
  assert.ok(tookMs >= 30, `${tookMs} ms`)
})
