/**
 * A PostgreSQL server for tests: found or installed, run as an unprivileged user on a Unix socket in a temporary
 * directory, with everything flushed to the disk as in earnest. The test files of one run share a server; each asks for
 * databases of its own. A small shell script owns the server and ends it when the run is gone, however it ended.
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

const root = join(import.meta.dirname, '../..')

/** How long a server may take to start on a slow machine. Unit: milliseconds. */
const startLimitMs = 90_000

/** Where the tests' databases are, or why there are none. */
export type TestPostgres =
  | { readonly available: true; createDatabase(): Promise<string> }
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
  // Under the test runner its process id tells the run; alone, this process is the run.
  const owner = process.env.NODE_TEST_CONTEXT === undefined ? process.pid : process.ppid
  const user = unprivilegedUser()
  const directory = join(tmpdir(), `lambent-postgres-${owner}`)
  if (beginOnce(directory)) {
    // The repository may lie where that user may not go.
    const script = join(directory, 'server.sh')
    copyFileSync(join(root, 'test/support/postgres-server.sh'), script)
    chmodSync(script, 0o644)
    if (user !== undefined) chownSync(directory, user.uid, user.gid)
    chmodSync(directory, 0o700)
    spawn('sh', [script, programs, directory, String(owner)], {
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

function databasesOf(url: string): TestPostgres {
  return {
    available: true,
    async createDatabase() {
      const name = `lambent_${process.pid}_${++databases}`
      const sql = postgresClient(url)
      try {
        await sql.unsafe(`DROP DATABASE IF EXISTS ${name}`)
        await sql.unsafe(`CREATE DATABASE ${name}`)
      } finally {
        await sql.end()
      }
      const created = new URL(url)
      created.pathname = `/${name}`
      return created.href
    },
  }
}
