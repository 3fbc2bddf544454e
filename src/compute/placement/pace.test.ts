import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Moment, Pace } from './pace.ts'

/** A pace of invocations that took so long, the last one after long quiet. */
function paceOf(...durationsMs: number[]): Pace {
  const pace = new Pace()
  for (const duration of durationsMs) pace.ran(duration)
  return pace
}

const moment = (given: Partial<Moment>): Moment => ({
  waiting: 0,
  ready: 0,
  almostFree: 0,
  moving: 0,
  eager: 8,
  ...given,
})

describe('how many environments are started', () => {
  it('is one for each invocation that waits, as long as nothing is known of them', () => {
    assert.equal(new Pace().startsWanted(moment({ waiting: 200 }), 0), 200)
    assert.equal(new Pace().startsWanted(moment({ waiting: 200, ready: 20, moving: 20 }), 0), 200)
  })

  it('leaves out whom those get that are about to be free', () => {
    assert.equal(new Pace().startsWanted(moment({ waiting: 3, ready: 2, almostFree: 2 }), 0), 1)
    assert.equal(new Pace().startsWanted(moment({ waiting: 1, ready: 2, almostFree: 2 }), 0), 0)
  })

  it('is none beyond what processors can use, when invocations are short', () => {
    const pace = paceOf(...Array<number>(100).fill(1))
    assert.equal(pace.startsWanted(moment({ waiting: 100, ready: 2, moving: 2 }), 0), 50)
    assert.equal(pace.startsWanted(moment({ waiting: 40, ready: 2, moving: 2 }), 0), 6)
    assert.equal(pace.startsWanted(moment({ waiting: 100, ready: 8, moving: 8 }), 0), 0)
  })

  it('is one for each when invocations are long, or do not move', () => {
    const long = paceOf(...Array<number>(100).fill(1_000))
    assert.equal(long.startsWanted(moment({ waiting: 192, ready: 8, moving: 8 }), 0), 192)
    const short = paceOf(...Array<number>(100).fill(1))
    assert.equal(short.startsWanted(moment({ waiting: 192, ready: 8, moving: 0 }), 0), 192)
    assert.equal(short.isUsual(20, 0), true)
    assert.equal(short.isUsual(26, 0), false)
  })

  it('is as few while the machine is busy with other things', () => {
    const pace = paceOf(...Array<number>(100).fill(1))
    for (let count = 0; count < 20; count++) pace.ran(40)
    assert.equal(pace.startsWanted(moment({ waiting: 100, ready: 8, moving: 8 }), 0), 0)
    // For ever is another matter: then they have become others.
    for (let count = 0; count < 100; count++) pace.ran(1_000)
    assert.ok(pace.startsWanted(moment({ waiting: 100, ready: 8, moving: 8 }), 0) > 90)
  })

  it('is fewer while starts take long', () => {
    const pace = paceOf(...Array<number>(100).fill(10))
    assert.equal(pace.startsWanted(moment({ waiting: 100, ready: 8, moving: 8 }), 0), 80)
    const over = pace.starts(0)
    assert.equal(pace.startsWanted(moment({ waiting: 100, ready: 8, moving: 8 }), 100), 20)
    over(200, true)
    assert.equal(pace.startMs(200), 200)
    assert.equal(pace.startMs(30_200), 100)
    assert.equal(pace.startMs(300_000), 25)
  })
})
