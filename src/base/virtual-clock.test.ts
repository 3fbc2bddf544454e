import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { delay } from './clock.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('VirtualClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new VirtualClock(1000)
    assert.equal(clock.now(), 1000)
    await clock.advance(500)
    assert.equal(clock.now(), 1500)
  })

  it('runs timers in order of instant, then of setting, each at its own instant', async () => {
    const clock = new VirtualClock(0)
    const seen: string[] = []
    const note = (name: string) => () => void seen.push(`${name}@${clock.now()}`)
    clock.setTimer(20, note('c'))
    clock.setTimer(10, note('a'))
    clock.setTimer(10, note('b'))
    clock.setTimer(30, note('late'))
    await clock.advance(20)
    assert.deepEqual(seen, ['a@10', 'b@10', 'c@20'])
    assert.equal(clock.nextTimerAt, 30)
  })

  it('lets work that a timer caused set the next one on the way', async () => {
    const clock = new VirtualClock(0)
    const seen: number[] = []
    const loop = async () => {
      for (let round = 0; round < 3; round++) {
        await delay(clock, 10)
        seen.push(clock.now())
      }
    }
    const done = loop()
    await clock.advance(100)
    await done
    assert.deepEqual(seen, [10, 20, 30])
  })

  it('runs a timer for a past instant at once, not before it was set', async () => {
    const clock = new VirtualClock(1000)
    let ran = false
    clock.setTimer(10, () => {
      ran = true
    })
    assert.equal(ran, false)
    await clock.advance(0)
    assert.equal(ran, true)
    assert.equal(clock.now(), 1000)
  })

  it('forgets cancelled timers', async () => {
    const clock = new VirtualClock(0)
    clock.setTimer(10, () => assert.fail('cancelled')).cancel()
    await clock.advance(100)
  })
})

describe('delay', () => {
  it('ends with the reason of an aborted signal', async () => {
    const clock = new VirtualClock(0)
    const controller = new AbortController()
    const waiting = delay(clock, 1000, controller.signal)
    controller.abort(new Error('enough'))
    await assert.rejects(waiting, /enough/)
    assert.equal(clock.nextTimerAt, undefined)
  })
})
