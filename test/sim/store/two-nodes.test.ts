/** Two processes on one PostgreSQL: no increment is lost, no message is handled twice, one of them gets the lease. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { silentLogger } from '../../../src/base/logger.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import { openPostgresStore } from '../../../src/store/postgres/index.ts'
import { testPostgres } from '../../support/postgres.ts'

interface Report {
  readonly handled: number
  readonly conflicts: number
  readonly lease: number | null
}

const program = fileURLToPath(new URL('./node-worker.ts', import.meta.url))
const increments = 20
const messages = 100
const postgres = await testPostgres()

describe('two nodes on one database', { skip: postgres.available ? false : postgres.reason }, () => {
  it('share records, logs, queues and leases', { timeout: 60_000 }, async (t) => {
    assert.ok(postgres.available)
    const url = await postgres.createDatabase()
    const store = await openPostgresStore(url, { clock: systemClock, logger: silentLogger })
    t.after(() => store.close())
    await store.commit(
      Array.from({ length: messages }, (_, value) => ({ type: 'enqueue' as const, queue: ['queue'], value })),
    )
    const run = promisify(execFile)
    const reports = await Promise.all(
      [0, 1].map(async () => {
        const { stdout } = await run(process.execPath, [program, url, String(increments)])
        return JSON.parse(stdout) as Report
      }),
    )
    assert.equal((await store.get<number>(['counter']))?.value, 2 * increments)
    const log = await store.readLog<number>(['log'])
    assert.deepEqual(
      log.map(({ sequence }) => sequence),
      Array.from({ length: 2 * increments }, (_, index) => index + 1),
    )
    assert.equal(
      reports.reduce((sum, { handled }) => sum + handled, 0),
      messages,
    )
    assert.deepEqual(await store.queueCounts(['queue']), { ready: 0, leased: 0, delayed: 0 })
    assert.equal((await store.list({ prefix: ['done'] })).length, messages)
    assert.equal(reports.filter(({ lease }) => lease !== null).length, 1)
  })

  it('are told of each other’s commits', { timeout: 60_000 }, async (t) => {
    assert.ok(postgres.available)
    const url = await postgres.createDatabase()
    const surroundings = { clock: systemClock, logger: silentLogger }
    const [one, two] = await Promise.all([
      openPostgresStore(url, surroundings),
      openPostgresStore(url, surroundings),
    ])
    t.after(() => Promise.all([one.close(), two.close()]))
    const told = new Promise<void>((resolve) => two.subscribe({ type: 'queue', queue: ['q'] }, resolve))
    await one.commit([{ type: 'enqueue', queue: ['q'], value: 1 }])
    await told
    assert.equal((await two.receive(['q'], { max: 1, leaseMs: 1000 })).length, 1)
  })
})
