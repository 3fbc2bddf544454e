import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../base/virtual-clock.ts'
import { tellIfSlow } from './resource-calls.ts'

test('what takes long is told of, and what does not is not', async () => {
  const clock = new VirtualClock()
  const told: string[] = []
  const tell = (reason: string) => told.push(reason)
  await tellIfSlow({ tell }, 'quick', async () => 1, clock)
  const { promise, resolve } = Promise.withResolvers<number>()
  const slow = tellIfSlow({ tell }, 'slow', () => promise, clock)
  await clock.advance(5_000)
  resolve(2)
  assert.equal(await slow, 2)
  assert.deepEqual(told, ['slow'])
})
