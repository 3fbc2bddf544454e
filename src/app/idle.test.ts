import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTestStore } from '../../test/support/test-stores.ts'
import { silentLogger } from '../base/logger.ts'
import { SeededRandom } from '../base/seeded-random.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { JobRunner } from '../jobs/index.ts'
import { Background } from './background.ts'
import { untilIdle } from './idle.ts'

describe('a server is idle', () => {
  it('when nobody works, and nobody who was woken still asks the store', async () => {
    const clock = new VirtualClock()
    const store = await openTestStore(clock)
    const jobs = new JobRunner({ store, clock, random: new SeededRandom(1), logger: silentLogger })
    const background = new Background(silentLogger)
    let seen = 0
    // As a long poll does: woken by the store, it asks a few things, and then something becomes work.
    store.subscribe({ type: 'record', prefix: ['a'] }, () => {
      void (async () => {
        for (let question = 0; question < 5; question++) await store.get(['a', question])
        await jobs.during(async () => {
          await store.get(['b'])
          seen++
        })
      })()
    })
    await store.commit([{ type: 'set', key: ['a', 1], value: 1 }])
    await untilIdle(background, jobs, store)
    assert.equal(seen, 1)
    assert.equal(store.questions.open, 0)
    await store.close()
  })
})
