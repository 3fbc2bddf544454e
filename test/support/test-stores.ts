/**
 * The stores that tests work on: in memory, and when the same tests run once more (test/contract/on-postgres), PostgreSQL.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../src/base/clock.ts'
import { type Logger, silentLogger } from '../../src/base/logger.ts'
import type { LambentOptions } from '../../src/index.ts'
import type { Store } from '../../src/store/index.ts'
import { openSqliteStore } from '../../src/store/sqlite/index.ts'
import { testPostgres } from './postgres.ts'

let chosen: 'memory' | 'postgres' = 'memory'

/**
 * Has the tests of this process work on PostgreSQL, with a database for each server or store that they open. Answers why it
 * cannot be had, if it cannot.
 */
export async function testOnPostgres(): Promise<string | undefined> {
  const postgres = await testPostgres()
  if (!postgres.available) return postgres.reason
  chosen = 'postgres'
  return undefined
}

/**
 * How often a test by chance is tried: where the same tests run once more on PostgreSQL a quarter as often, for there they ask
 * about the store alone. LAMBENT_TEST_POSTGRES_RUNS=all tries them as often as elsewhere.
 */
export function runsHere(count: number): number {
  const few = chosen === 'postgres' && process.env.LAMBENT_TEST_POSTGRES_RUNS !== 'all'
  return few ? Math.max(4, Math.ceil(count / 4)) : count
}

/** What a server is started with to have a store of its own. */
export async function freshStore(): Promise<LambentOptions> {
  return { store: chosen === 'memory' ? 'memory' : await freshDatabase() }
}

/** The same for a store that outlives the server, until `remove`. */
export async function lastingStore(): Promise<{ options: LambentOptions; remove(): void }> {
  if (chosen === 'postgres') return { options: await freshStore(), remove: () => {} }
  const dataDir = mkdtempSync(join(tmpdir(), 'lambent-'))
  return { options: { dataDir }, remove: () => rmSync(dataDir, { recursive: true }) }
}

/** Opens a fresh store without a server. */
export async function openTestStore(clock: Clock, logger: Logger = silentLogger): Promise<Store> {
  const surroundings = { clock, logger }
  if (chosen === 'memory') return openSqliteStore({ memory: true }, surroundings)
  const { openPostgresStore } = await import('../../src/store/postgres/index.ts')
  return openPostgresStore(await freshDatabase(), surroundings)
}

async function freshDatabase(): Promise<string> {
  const postgres = await testPostgres()
  if (!postgres.available) throw new Error(postgres.reason)
  return postgres.createStoreDatabase()
}
