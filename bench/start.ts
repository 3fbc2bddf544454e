/**
 * How soon a server answers after it was started, and how much memory it holds when nothing happens.
 * `node bench/start.ts [starts]`
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { median, Report } from './support/figures.ts'
import { askFourServices } from './support/four-services.ts'
import { freePort, memoryOf, start, stop } from './support/processes.ts'
import { answering, serverCommand, startServer } from './support/server.ts'
import { callerIdentityRequests } from './support/signed-requests.ts'

const starts = Number(process.argv[2] ?? 7)
/** Unit: milliseconds. */
const startAtMost = 300
/** Unit: mebibytes. */
const memoryAtMost = 120
/** How long nothing happens before memory is read. Unit: milliseconds. */
const idleMs = 3000

const report = new Report()
const scratch = mkdtempSync(join(tmpdir(), 'lambent-bench-'))

try {
  report.line('from spawning the program to the answer to its first request (GetCallerIdentity)')
  // Where the program keeps what Node.js compiled: a folder that is empty at first.
  const cache = join(scratch, 'cache')
  report.figure('with nothing compiled (the set-up has not run)', await timeStart(cache), 'ms', {}, 0)
  fillCache(cache)
  const times: number[] = []
  for (let count = 0; count < starts; count++) times.push(await timeStart(cache))
  report.figure(`median of ${starts} starts`, median(times), 'ms', { atMost: startAtMost }, 0)
  report.figure('fastest', Math.min(...times), 'ms', {}, 0)

  report.line('memory after each of the four services has answered one request, and nothing since')
  const { rss, pss } = await measureMemory(cache)
  report.figure('resident (VmRSS)', rss, 'MiB', { atMost: memoryAtMost }, 1)
  report.figure('proportional (PSS)', pss, 'MiB', {}, 1)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
report.finish()

/** What the set-up of a clone does after it has installed the packages. */
function fillCache(cache: string): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../tools/setup/fill-cache.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, XDG_CACHE_HOME: cache },
  })
}

async function timeStart(cache: string): Promise<number> {
  const port = await freePort()
  const requests = await callerIdentityRequests(port, 1)
  const started = performance.now()
  const child = start(serverCommand(port, mkdtempSync(join(scratch, 'data-'))), {
    env: { XDG_CACHE_HOME: cache },
  })
  child.stdout?.resume()
  await answering({ port, requests }, 2)
  const taken = performance.now() - started
  await stop(child)
  return taken
}

async function measureMemory(cache: string): Promise<{ readonly rss: number; readonly pss: number }> {
  const port = await freePort()
  const child = await startServer(port, { env: { XDG_CACHE_HOME: cache } })
  try {
    await askFourServices(port)
    await wait(idleMs)
    if (child.pid === undefined) throw new Error('The server has no process')
    return memoryOf(child.pid)
  } finally {
    await stop(child)
  }
}
