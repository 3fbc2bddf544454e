/**
 * Durable commits of 1 KiB with 1, 16 and 128 writers, beside how often the same disk can be flushed, and how many
 * commits share a flush. `node bench/store.ts [seconds per figure]`; LAMBENT_BENCH_POSTGRES names a database to be
 * measured as well (its `lambent` schema is used).
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../src/base/logger.ts'
import { systemClock } from '../src/base/system-clock.ts'
import type { Store } from '../src/store/index.ts'
import { openSqliteStore } from '../src/store/sqlite/index.ts'
import { percentile, Report } from './support/figures.ts'

const seconds = Number(process.argv[2] ?? 2)
const surroundings = { clock: systemClock, logger: silentLogger }
/** Unit: commits that one flush must serve with 128 writers. */
const sharedAtLeast = 20
const value = 'x'.repeat(1024)

const report = new Report()
const folder = mkdtempSync(join(process.env.LAMBENT_BENCH_FOLDER ?? tmpdir(), 'lambent-bench-'))
try {
  report.line(`raw disk under ${folder}: 1 KiB appended and flushed (fdatasync), one after the other`)
  const flushes = rawFlushes()
  report.figure('flushes', flushes, '/s', {}, 0)

  report.line('SQLite: durable commits of one record of 1 KiB')
  const sqlite = await openSqliteStore({ directory: join(folder, 'rate') }, surroundings)
  for (const writers of [1, 16, 128]) await measure(sqlite, writers, flushes)
  await sqlite.close()
  report.figure(
    'commits that share a flush, 128 writers',
    await sharedInSqlite(),
    '',
    { atLeast: sharedAtLeast },
    1,
  )

  const url = process.env.LAMBENT_BENCH_POSTGRES
  if (url) await measurePostgres(url, flushes)
  else report.line('PostgreSQL: not measured (LAMBENT_BENCH_POSTGRES names no database)')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
report.finish()

function rawFlushes(): number {
  const file = openSync(join(folder, 'raw'), 'a')
  const bytes = Buffer.from(value)
  const end = performance.now() + seconds * 1000
  let count = 0
  while (performance.now() < end) {
    writeSync(file, bytes)
    fdatasyncSync(file)
    count++
  }
  closeSync(file)
  return count / seconds
}

async function measure(store: Store, writers: number, flushes: number): Promise<number> {
  const times: number[] = []
  const began = performance.now()
  const end = began + seconds * 1000
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let number = 0; performance.now() < end; number++) {
        const before = performance.now()
        const done = await store.commit([{ type: 'set', key: ['bench', writers, writer, number], value }])
        if (!done.ok) throw new Error('a commit without conditions was refused')
        times.push(performance.now() - before)
      }
    }),
  )
  const rate = times.length / ((performance.now() - began) / 1000)
  report.figure(`${writers} writer${writers === 1 ? '' : 's'}: commits`, rate, '/s', {}, 0)
  report.figure('  beside the raw flushes', rate / flushes, 'x')
  report.figure('  p50', percentile(times, 50), 'ms')
  report.figure('  p99', percentile(times, 99), 'ms')
  return times.length
}

/** Counts transactions in the write-ahead log: each ends with a frame that says so, and is one flush. */
async function sharedInSqlite(): Promise<number> {
  const directory = join(folder, 'shared')
  const store = await openSqliteStore({ directory }, surroundings)
  const log = join(directory, 'lambent.db-wal')
  const before = transactionsIn(log)
  const writers = 128
  const each = 20
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let number = 0; number < each; number++) {
        await store.commit([{ type: 'set', key: ['bench', writer, number], value }])
      }
    }),
  )
  const transactions = transactionsIn(log) - before
  await store.close()
  return (writers * each) / transactions
}

/** Source: SQLite documentation, "WAL-mode File Format". */
function transactionsIn(log: string): number {
  const bytes = readFileSync(log)
  const pageBytes = bytes.readUInt32BE(8)
  const salt = bytes.subarray(16, 24)
  let transactions = 0
  for (let at = 32; at + 24 + pageBytes <= bytes.length; at += 24 + pageBytes) {
    if (!bytes.subarray(at + 8, at + 16).equals(salt)) break
    if (bytes.readUInt32BE(at + 4) !== 0) transactions++
  }
  return transactions
}

async function measurePostgres(url: string, flushes: number): Promise<void> {
  const { openPostgresStore } = await import('../src/store/postgres/index.ts')
  const { splitAddress } = await import('../src/store/postgres/connection.ts')
  const { default: postgres } = await import('postgres')
  const { address, host } = splitAddress(url)
  const sql = postgres(address, { max: 1, onnotice: () => {}, ...(host === undefined ? {} : { host }) })
  const syncs = async () => {
    // The server counts its own flushes; it brings the count up to date when a session asks for it.
    await sql`select pg_stat_force_next_flush()`
    const [row] = await sql<Array<{ wal_sync: string }>>`select wal_sync from pg_stat_wal`
    return Number(row?.wal_sync ?? 0)
  }
  const store = await openPostgresStore(url, surroundings)
  report.line('PostgreSQL: durable commits of one record of 1 KiB')
  for (const writers of [1, 16, 128]) {
    const before = await syncs()
    const commits = await measure(store, writers, flushes)
    const shared = commits / Math.max(1, (await syncs()) - before)
    report.figure(
      '  commits that share a flush',
      shared,
      '',
      writers === 128 ? { atLeast: sharedAtLeast } : {},
      1,
    )
  }
  await store.close()
  await sql.end()
}
