import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../base/virtual-clock.ts'
import { TrailRecorder, type TrailStepAt } from './trail.ts'

describe('the trail of events', () => {
  it('tells listeners from now on, and keeps what was told before', () => {
    const clock = new VirtualClock(1_000)
    const trail = new TrailRecorder(clock)
    const heard: TrailStepAt[] = []
    trail.tell({ stage: 'accepted', event: 'a', source: 'queue' })
    const stop = trail.subscribe((step) => heard.push(step))
    trail.tell({ stage: 'succeeded', event: 'b', causes: ['a'], source: 'queue' })
    stop()
    trail.tell({ stage: 'accepted', event: 'c', source: 'queue' })
    assert.deepEqual(heard, [{ stage: 'succeeded', event: 'b', causes: ['a'], source: 'queue', at: 1_000 }])
    assert.deepEqual(
      trail.recent.map(({ event }) => event),
      ['a', 'b', 'c'],
    )
  })

  it('forgets the oldest', () => {
    const trail = new TrailRecorder(new VirtualClock())
    for (let number = 0; number < 5_000; number++)
      trail.tell({ stage: 'accepted', event: String(number), source: 'queue' })
    assert.equal(trail.recent.length, 1_000)
    assert.equal(trail.recent.at(-1)?.event, '4999')
  })
})
