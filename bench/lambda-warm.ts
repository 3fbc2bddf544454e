/**
 * What a warm invocation costs: Invoke as an SDK sends it, signed, through a whole server to hello handlers in Python and
 * Node.js, beside a bare HTTP server of Node.js that answers the same bytes, and beside serverless-offline with the same
 * handlers. `node bench/lambda-warm.ts [rounds]`
 */
import { availableParallelism } from 'node:os'
import { type Measured, ratesOf } from './support/beside-invoke.ts'
import { percentile, Report } from './support/figures.ts'
import {
  type BenchFunction,
  invokeRequests,
  lambdaClient,
  makeFunction,
  nodeHello,
  pythonHello,
} from './support/lambda-functions.ts'
import { Load, latenciesInTurns, requestOnce, type Target } from './support/load.ts'
import { freePort, start, stop } from './support/processes.ts'
import { answering, startServer } from './support/server.ts'
import { startServerlessOffline } from './support/serverless-offline.ts'

const measured: Measured = {
  rounds: Number(process.argv[2] ?? 5),
  roundMs: 2000,
  warmUpMs: 8000,
  atOnce: 16,
}
const { rounds, warmUpMs, atOnce } = measured
/** Units: milliseconds; times the bare server's; invocations a second; times serverless-offline's. */
const limits = { p50: 1, ratio: 5, rate: 2000, offline: 5 }

const functions: readonly BenchFunction[] = [
  { name: 'hello-python', runtime: 'python3.13', source: pythonHello },
  { name: 'hello-node', runtime: 'nodejs24.x', source: nodeHello },
]

const report = new Report()
const port = await freePort()
const server = await startServer(port)
try {
  const lambda = lambdaClient(port)
  report.line(`${availableParallelism()} processors, ${rounds} rounds in turns`)
  for (const bench of functions) {
    report.line(bench.runtime)
    try {
      await makeFunction(lambda, bench)
      await measure({ port, requests: await invokeRequests(port, bench.name, 64) }, bench)
    } catch (error) {
      report.line(`  NOT MEASURED: ${(error as Error).message}`)
      process.exitCode = 1
    }
  }
  lambda.destroy()
} finally {
  await stop(server)
}
report.finish()

async function measure(target: Target, bench: BenchFunction): Promise<void> {
  const answer = (await requestOnce(target)).toString('utf8').split('\r\n\r\n')[1] ?? ''
  const bareTarget: Target = { port: await freePort(), requests: target.requests }
  const bare = start(
    [
      process.execPath,
      new URL('./support/bare-server.ts', import.meta.url).pathname,
      String(bareTarget.port),
    ],
    {
      env: {
        BARE_ANSWER: JSON.stringify({ headers: [['content-length', String(answer.length)]], body: answer }),
      },
    },
  )
  try {
    await answering(bareTarget)
    const [ours, theirs] = [await Load.open(target, 1), await Load.open(bareTarget, 1)]
    await ours.rate(warmUpMs)
    const taken = await latenciesInTurns([ours, theirs], rounds, 300)
    ours.close()
    theirs.close()
    const [p50, bareP50] = [percentile(taken[0], 50), percentile(taken[1], 50)]
    report.figure('one at a time, p50', p50, 'ms', { atMost: limits.p50 }, 3)
    report.figure('one at a time, p99', percentile(taken[0], 99), 'ms', {}, 3)
    report.figure('bare Node.js round trip, p50', bareP50, 'ms', {}, 3)
    report.figure('ratio', p50 / bareP50, 'times', { atMost: limits.ratio })
  } finally {
    await stop(bare)
  }
  const offline = await startServerlessOffline(bench.runtime.startsWith('nodejs') ? 'node' : 'python')
  try {
    const [rate, theirs] = await ratesOf(measured, [target, offline])
    report.figure(`${atOnce} at once`, rate, 'invocations/s', { atLeast: limits.rate }, 0)
    report.figure(`serverless-offline, ${atOnce} at once`, theirs, 'invocations/s', {}, 0)
    report.figure('ahead of serverless-offline', rate / theirs, 'times', { atLeast: limits.offline })
  } finally {
    await stop(offline.child)
  }
  if (bench.runtime.startsWith('nodejs')) await compareWithHops(target)
}

/** Beside what would be left if a server had nothing to do but to hand bytes to processes. */
async function compareWithHops(target: Target): Promise<void> {
  const { requests } = target
  const port = await freePort()
  const bare = start([
    process.execPath,
    new URL('./support/bare-hop-server.ts', import.meta.url).pathname,
    String(port),
    String(atOnce),
  ])
  try {
    await answering({ port, requests })
    const [rate, most] = await ratesOf(measured, [target, { port, requests }])
    report.figure(`bare server with ${atOnce} processes behind it`, most, 'requests/s', {}, 0)
    report.figure('of what that does', rate / most, 'times')
  } finally {
    await stop(bare)
  }
}
