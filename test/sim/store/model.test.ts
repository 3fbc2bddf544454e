/**
 * Engines against the model: random sequences of steps, the same answers all the way. LAMBENT_TEST_SEED and
 * LAMBENT_TEST_MODEL_RUNS repeat and prolong a run.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { silentLogger } from '../../../src/base/logger.ts'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import type { Store } from '../../../src/store/index.ts'
import { openPostgresStore } from '../../../src/store/postgres/index.ts'
import { openSqliteStore } from '../../../src/store/sqlite/index.ts'
import { testPostgres } from '../../support/postgres.ts'
import { Comparison } from './compare.ts'
import { step } from './steps.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const numRuns = Number(process.env.LAMBENT_TEST_MODEL_RUNS ?? 600)

interface Engine {
  readonly name: string
  /** How many sequences are tried; a network makes steps slower. */
  readonly runs: number
  readonly open: (clock: VirtualClock) => Promise<Store>
}

const folders: string[] = []
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

const engines: Engine[] = [
  {
    name: 'SQLite in memory',
    runs: numRuns,
    open: (clock) => openSqliteStore({ memory: true }, { clock, logger: silentLogger }),
  },
  {
    name: 'SQLite on disk',
    runs: numRuns,
    open: async (clock) => {
      const directory = await mkdtemp(join(tmpdir(), 'lambent-model-'))
      folders.push(directory)
      return openSqliteStore({ directory }, { clock, logger: silentLogger })
    },
  },
]

const postgres = await testPostgres()
if (postgres.available) {
  engines.push({
    name: 'PostgreSQL',
    runs: Math.ceil(numRuns / 5),
    open: async (clock) =>
      openPostgresStore(await postgres.createDatabase(), { clock, logger: silentLogger }),
  })
}

for (const { name, runs, open } of engines) {
  describe(`the store on ${name}`, () => {
    it(`does as the model does (seed ${seed}, ${runs} runs)`, async (t) => {
      const clock = new VirtualClock()
      const store = await open(clock)
      t.after(() => store.close())
      let run = 0
      const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const comparison = new Comparison(store, clock, `run-${run++}`)
        for (const each of steps) await comparison.take(each)
        await comparison.compare()
      })
      await fc.assert(property, { seed, numRuns: runs })
    })
  })
}
