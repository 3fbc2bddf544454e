import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { openTestStore } from '../../test/support/test-stores.ts'
import { silentLogger } from '../base/logger.ts'
import { SeededRandom } from '../base/seeded-random.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { atomic, type Store } from '../store/index.ts'
import { JobRunner } from './index.ts'
import { nextInstant, timerQueue } from './recurring-timer.ts'

const clock = new VirtualClock()
let store: Store
before(async () => {
  store = await openTestStore(clock)
})
after(() => store.close())

function newRunner(): JobRunner {
  return new JobRunner({ store, clock, random: new SeededRandom(1), logger: silentLogger })
}

/** Lets time go by, with all that falls due on the way. */
async function pass(milliseconds: number, ...runners: readonly JobRunner[]): Promise<void> {
  const settle = async () => {
    // What one does may wake another.
    for (const runner of [...runners, ...runners]) await runner.idle()
  }
  await clock.advance(milliseconds, settle)
}

describe('recurring timers', () => {
  it('run at each instant, one interval apart', async () => {
    const start = clock.now()
    const ran: Array<[number, number]> = []
    const runner = newRunner()
    runner.every('each', 1000, async ({ dueAt }) => void ran.push([dueAt - start, clock.now() - start]))
    runner.start()
    await pass(3500, runner)
    assert.deepEqual(ran, [
      [1000, 1000],
      [2000, 2000],
      [3000, 3000],
    ])
    await runner.stop()
    await pass(5000, runner)
    assert.equal(ran.length, 3)
  })

  it('run once each, however many nodes have them', async () => {
    const start = clock.now()
    const ran: number[] = []
    const runners = [newRunner(), newRunner()]
    for (const runner of runners) {
      runner.every('shared', 1000, async ({ dueAt }) => void ran.push(dueAt - start))
      runner.start()
    }
    await pass(5000, ...runners)
    assert.deepEqual(ran, [1000, 2000, 3000, 4000, 5000])
    // The other goes on alone.
    await runners[0]?.stop()
    await pass(2000, ...runners)
    assert.deepEqual(ran.slice(5), [6000, 7000])
    await runners[1]?.stop()
  })

  it('keep their instants over a restart, and make up for missed ones once', async () => {
    const start = clock.now()
    const ran: Array<[number, number]> = []
    const begin = () => {
      const runner = newRunner()
      runner.every('kept', 1000, async ({ dueAt }) => void ran.push([dueAt - start, clock.now() - start]))
      runner.start()
      return runner
    }
    const first = begin()
    await pass(1400, first)
    await first.stop()
    const second = begin()
    await pass(600, second)
    await second.stop()
    assert.deepEqual(ran, [
      [1000, 1000],
      [2000, 2000],
    ])
    await pass(3500)
    const third = begin()
    await pass(1000, third)
    assert.deepEqual(ran.slice(2), [
      [3000, 5500],
      [6000, 6000],
    ])
    await third.stop()
  })

  it('commit what a run answers with the next instant, and repeat a run that fails', async () => {
    const start = clock.now()
    const attempts: Array<[number, number]> = []
    const runner = newRunner()
    runner.every('fails', 60_000, async ({ dueAt, attempt }) => {
      attempts.push([dueAt - start, attempt])
      if (attempt === 1) throw new Error('not yet')
      return atomic(store).append(['test', 'runs'], dueAt - start)
    })
    runner.start()
    await pass(125_000, runner)
    assert.deepEqual(attempts, [
      [60_000, 1],
      [60_000, 2],
      [120_000, 1],
      [120_000, 2],
    ])
    const log = await store.readLog(['test', 'runs'])
    assert.deepEqual(
      log.map(({ value }) => value),
      [60_000, 120_000],
    )
    assert.deepEqual(await store.queueCounts(timerQueue('fails')), { ready: 0, leased: 0, delayed: 1 })
    await runner.stop()
  })

  it('move their next instant when the interval changes', async () => {
    const start = clock.now()
    const before = newRunner()
    before.every('moved', 86_400_000, async () => {})
    before.start()
    await pass(1000, before)
    await before.stop()
    const ran: number[] = []
    const runner = newRunner()
    runner.every('moved', 5000, async ({ dueAt }) => void ran.push(dueAt - start))
    runner.start()
    await pass(10_000, runner)
    assert.deepEqual(ran, [6000, 11_000])
    assert.deepEqual(await store.queueCounts(timerQueue('moved')), { ready: 0, leased: 0, delayed: 1 })
    await runner.stop()
  })
})

describe('the next instant', () => {
  it('is on the grid of the one before, after now, and no other lies between', () => {
    const instant = fc.integer({ min: 0, max: 2 ** 45 })
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 2 ** 35 }), instant, (dueAt, intervalMs, now) => {
        const next = nextInstant(dueAt, intervalMs, now)
        assert.equal((next - dueAt) % intervalMs, 0)
        assert.ok(next > now && next > dueAt)
        assert.ok(next - intervalMs <= Math.max(now, dueAt))
      }),
    )
  })
})
