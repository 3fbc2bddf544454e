/**
 * What a cold start costs, with the sandbox on: from the client's request to its response, for functions that have never run,
 * beside plain interpreters started in the same run; 200 of them at once; and the memory of environments that wait.
 * `node bench/lambda-cold.ts [starts]`
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { descendantsOf } from '../test/sim/lambda/processes.ts'
import { median, percentile, Report } from './support/figures.ts'
import {
  type BenchFunction,
  invokeRequests,
  lambdaClient,
  makeFunction,
  nodeHello,
  pythonHello,
} from './support/lambda-functions.ts'
import { requestOnce } from './support/load.ts'
import { freePort, stop } from './support/processes.ts'
import { assignmentMs } from './support/sandbox-share.ts'
import { startServer } from './support/server.ts'

const starts = Number(process.argv[2] ?? 30)
const atOnce = 200
/** Warm parents and sandboxes made ahead need a moment between starts. Unit: milliseconds. */
const restMs = 250

const kinds = [
  {
    runtime: 'python3.13',
    source: pythonHello,
    atMost: 10,
    plain: ['python3', '-c', 'pass'],
  },
  { runtime: 'nodejs24.x', source: nodeHello, atMost: 15, plain: [process.execPath, '-e', '0'] },
] as const

const report = new Report()
const wallsMs = await assignmentMs(starts)
const port = await freePort()
const server = await startServer(port)
const lambda = lambdaClient(port)
try {
  for (const kind of kinds) await measureKind(kind)
  await measureMany()
} finally {
  lambda.destroy()
  await stop(server)
}
report.finish()

async function measureKind({ runtime, source, atMost, plain }: (typeof kinds)[number]): Promise<void> {
  report.line(`${runtime}, ${starts} cold starts one after the other`)
  const names = await makeFunctions(runtime, source, starts, `cold-${runtime.slice(0, 4)}`)
  const taken: number[] = []
  const plainTaken: number[] = []
  for (const name of names) {
    const requests = await invokeRequests(port, name, 1)
    await wait(restMs)
    taken.push(await timed(() => requestOnce({ port, requests })))
    const [command, ...args] = plain
    plainTaken.push(await timed(async () => void spawnSync(command, args, { stdio: 'ignore' })))
  }
  report.figure('cold start, p50', percentile(taken, 50), 'ms', { atMost }, 1)
  report.figure('cold start, p90', percentile(taken, 90), 'ms', {}, 1)
  report.figure('fastest', Math.min(...taken), 'ms', {}, 1)
  report.figure('  of it the sandbox (code, limits, network), p50', wallsMs, 'ms', {}, 2)
  report.figure('  its share', (100 * wallsMs) / percentile(taken, 50), '%', {}, 0)
  report.figure(
    `${runtime.startsWith('py') ? 'python3 -c pass' : 'node -e 0'}, p50`,
    median(plainTaken),
    'ms',
    {},
    1,
  )
}

async function measureMany(): Promise<void> {
  report.line(`${atOnce} cold starts at once (Python)`)
  const before = memoryOfDescendants()
  const names = await makeFunctions('python3.13', pythonHello, atOnce, 'many')
  const requests = await Promise.all(names.map((name) => invokeRequests(port, name, 1)))
  const outcomes = await Promise.allSettled(
    requests.map((request) => timed(() => requestOnce({ port, requests: request }))),
  )
  const taken = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  report.figure('answered', taken.length, `of ${atOnce}`, { atLeast: atOnce }, 0)
  for (const percent of [10, 50, 90, 99, 100])
    report.figure(`p${percent}`, percentile(taken, percent), 'ms', {}, 0)
  await wait(3_000)
  const after = memoryOfDescendants()
  const each = (after.pss - before.pss) / Math.max(1, after.count - before.count)
  report.line(`memory of environments that wait (${after.count} processes below the server)`)
  report.figure('each process, proportional (PSS)', each, 'MiB', {}, 2)
  const environment = (after.pss - before.pss) / Math.max(1, taken.length)
  report.figure('each environment', environment, 'MiB', {}, 2)
  report.figure('environments in a GiB', 1024 / environment, '', {}, 0)
}

async function makeFunctions(
  runtime: BenchFunction['runtime'],
  source: string,
  count: number,
  prefix: string,
): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
  for (const name of names) await makeFunction(lambda, { name, runtime, source })
  return names
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** Unit: mebibytes. Processes that ended meanwhile do not count. */
function memoryOfDescendants(): { readonly pss: number; readonly count: number } {
  let pss = 0
  let count = 0
  for (const { pid } of descendantsOf(server.pid ?? 0)) {
    try {
      pss +=
        Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
      count++
    } catch {
      // It has ended, or is not ours to look into.
    }
  }
  return { pss, count }
}
