/**
 * A PostgreSQL server for tests: found or installed, run as an unprivileged user on a Unix socket in a temporary
 * directory. It writes as in earnest but flushes nothing to the disk: only a machine that loses its power could tell. The test
 * files of one run share a server; each asks for databases of its own. A small shell script owns the server and ends it when the run is gone, however it ended.
 *
 * Where PostgreSQL cannot be had, the tests that need it are skipped and say so; with LAMBENT_TEST_REQUIRE_POSTGRES=1 they
 * fail.
 */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { silentLogger } from '../../src/base/logger.ts'
import { systemClock } from '../../src/base/system-clock.ts'

const root = join(import.meta.dirname, '../..')

/** How long a server may take to start on a slow machine. Unit: milliseconds. */
const startLimitMs = 90_000

/** Where the tests' databases are, or why there are none. */
export type TestPostgres =
  | {
      readonly available: true
      /** An empty database. */
      createDatabase(): Promise<string>
      /** One with the tables of a store without anything in it: a copy is made in a third of the time. */
      createStoreDatabase(): Promise<string>
    }
  | { readonly available: false; readonly reason: string }

let asked: Promise<TestPostgres> | undefined

/** The server of this run; started by whoever asks first. */
export function testPostgres(): Promise<TestPostgres> {
  asked ??= start()
  return asked
}

async function start(): Promise<TestPostgres> {
  const given = process.env.LAMBENT_TEST_POSTGRES_URL
  if (given !== undefined) return databasesOf(given)
  try {
    const socket = await startServer()
    return databasesOf(`postgres://lambent@localhost/postgres?host=${encodeURIComponent(socket)}`)
  } catch (error) {
    const reason = `PostgreSQL is not available: ${error instanceof Error ? error.message : String(error)}`
    if (process.env.LAMBENT_TEST_REQUIRE_POSTGRES === '1') throw new Error(reason, { cause: error })
    process.on('exit', () => process.stderr.write(`WARNING: tests were skipped. ${reason}\n`))
    return { available: false, reason }
  }
}

/** Answers the directory of the socket. */
async function startServer(): Promise<string> {
  const programs = findPrograms()
  const user = unprivilegedUser()
  const directory = join(tmpdir(), `lambent-postgres-${owner()}`)
  if (beginOnce(directory)) {
    // The repository may lie where that user may not go.
    const script = join(directory, 'server.sh')
    copyFileSync(join(root, 'test/support/postgres-server.sh'), script)
    chmodSync(script, 0o644)
    if (user !== undefined) chownSync(directory, user.uid, user.gid)
    chmodSync(directory, 0o700)
    spawn('sh', [script, programs, directory, String(owner())], {
      detached: true,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      ...user,
    }).unref()
  }
  const until = Date.now() + startLimitMs
  while (!existsSync(join(directory, 'ready'))) {
    if (existsSync(join(directory, 'failed')))
      throw new Error(readFileSync(join(directory, 'failed'), 'utf8'))
    if (Date.now() > until) throw new Error(`it did not start within ${startLimitMs / 1000} seconds`)
    await sleep(20)
  }
  return directory
}

/** Under the test runner its process id tells the run; alone, this process is the run. */
function owner(): number {
  return process.env.NODE_TEST_CONTEXT === undefined ? process.pid : process.ppid
}

/** Whether this process is the first of its run: the others use what it starts. */
function beginOnce(directory: string): boolean {
  try {
    mkdirSync(directory)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return false
  }
}

function findPrograms(): string {
  try {
    return execFileSync('sh', [join(root, 'tools/setup/postgres.sh')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim()
  } catch (cause) {
    throw new Error('its programs are not installed, and could not be', { cause })
  }
}

/** PostgreSQL refuses to run as root; somebody without rights must do it then. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const entry = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find(([user]) => user === name)
    if (entry !== undefined) return { uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error('there is no unprivileged user to run it as')
}

/** A connection of the test's own; to be ended by it. */
export function postgresClient(url: string): postgres.Sql {
  const address = new URL(url)
  const host = address.searchParams.get('host')
  address.searchParams.delete('host')
  return postgres(address.href, {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    ...(host === null ? {} : { host }),
  })
}

let databases = 0
const templateName = 'lambent_template'
/** Of the lock that whoever makes the template holds. */
const templateLock = 7_361_001

function databasesOf(url: string): TestPostgres {
  const addressOf = (name: string) => {
    const address = new URL(url)
    address.pathname = `/${name}`
    return address.href
  }
  const create = async (template: string | undefined) => {
    const name = `lambent_${process.pid}_${++databases}`
    const sql = postgresClient(url)
    try {
      await sql.unsafe(`DROP DATABASE IF EXISTS ${name}`)
      await sql.unsafe(`CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`)
    } finally {
      await sql.end()
    }
    return addressOf(name)
  }
  let template: Promise<void> | undefined
  return {
    available: true,
    createDatabase: () => create(undefined),
    async createStoreDatabase() {
      template ??= makeTemplate(url, addressOf(templateName))
      await template
      return create(templateName)
    },
  }
}

/** Makes the template, unless another process of the run has. One of an earlier run is made anew: its tables may be older. */
async function makeTemplate(url: string, templateUrl: string): Promise<void> {
  const { openPostgresStore } = await import('../../src/store/postgres/index.ts')
  const run = `made by the run ${owner()}`
  const sql = postgresClient(url)
  try {
    await sql`SELECT pg_advisory_lock(${templateLock})`
    const [made] = await sql`
      SELECT shobj_description(oid, 'pg_database') AS run FROM pg_database WHERE datname = ${templateName}`
    if (made?.run === run) return
    await sql.unsafe(`DROP DATABASE IF EXISTS ${templateName}`)
    await sql.unsafe(`CREATE DATABASE ${templateName}`)
    const surroundings = { clock: systemClock, logger: silentLogger }
    const store = await openPostgresStore(templateUrl, surroundings)
    await store.close()
    await sql.unsafe(`COMMENT ON DATABASE ${templateName} IS '${run}'`)
  } finally {
    await sql.end()
  }
}
