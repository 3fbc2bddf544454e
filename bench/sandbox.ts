/**
 * What walls cost: each step of a sandbox's life on this machine, beside a plain process.
 * `node bench/sandbox.ts [rounds]`
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../src/base/logger.ts'
import { type Assignment, openSandboxHost } from '../src/sandbox/index.ts'
import { median, percentile, Report } from './support/figures.ts'

const rounds = Number(process.argv[2] ?? 60)
const python = process.env.LAMBENT_BENCH_PYTHON ?? '/usr/bin/python3'
const report = new Report()
const folder = mkdtempSync(join(tmpdir(), 'lambent-bench-'))
// The functions' user reads code that everybody may read.
chmodSync(folder, 0o755)
const assignment: Assignment = {
  mounts: [{ source: folder, target: '/var/task' }],
  limits: { memoryBytes: 256 << 20, processes: 1024, openFiles: 1024, cpus: 1, tmpBytes: 512 << 20 },
  network: { reach: 'outside' },
  forwards: [{ name: 'api', port: 9001, socketPath: join(folder, 'api.sock') }],
}
/** Times of each step. Unit: milliseconds. */
const times = new Map<string, number[]>()

const host = await timed('open the host', () =>
  openSandboxHost({ logger: silentLogger, runFolder: join(folder, 'run') }),
)
try {
  for (const { name, active, detail } of host.protections)
    report.line(`${active ? 'stands' : 'ABSENT'}  ${name}: ${detail}`)
  const program = join(folder, 'parent.py')
  const bootstraps = join(import.meta.dirname, '../bootstraps/python')
  writeFileSync(
    program,
    `import sys\nsys.path.insert(0, ${JSON.stringify(bootstraps)})\nimport enter_sandbox, os\nchild = enter_sandbox.serve()\nwhile os.read(3, 9): os.write(3, b"x")\n`,
  )
  const parent = host.canFork
    ? await host.warmParent({ command: [python, '-I', program], env: {}, workingDirectory: '/' })
    : undefined
  for (let round = 0; round < rounds; round++) {
    await timed('plain process: start to exit', () => plain('/bin/true'))
    const sandbox = await timed('create', () => host.create({ label: 'bench', mounts: [] }))
    await timed('assign (mount, limits, network, forward)', () => sandbox.assign(assignment))
    const started = await timed('start', () =>
      sandbox.start({ command: ['/bin/cat'], env: {}, workingDirectory: '/', channels: 1 }),
    )
    started.output.resume()
    if (parent) {
      const fork = await timed('fork from a warm parent', () =>
        sandbox.fork(parent, { env: {}, workingDirectory: '/var/task', channels: 1 }),
      )
      const [channel] = fork.channels
      await timed('fork: first answer through its channel', async () => {
        channel?.write('x')
        await new Promise((resolve) => channel?.once('data', resolve))
      })
    }
    await timed('freeze', () => sandbox.freeze())
    await timed('thaw', () => sandbox.thaw())
    await timed('usage', () => sandbox.usage())
    await timed('output delivered', () => started.outputDelivered())
    await timed('stop', () => sandbox.stop())
  }
  report.line()
  report.line(`of ${rounds} rounds, one at a time: median, and the limit it is held to`)
  const limits: Record<string, number> = {
    create: 10,
    'assign (mount, limits, network, forward)': 1,
    'fork from a warm parent': 4,
    freeze: 0.2,
    thaw: 0.2,
  }
  const steps = ['create', 'assign (mount, limits, network, forward)', 'fork from a warm parent']
  const whole = steps.reduce((sum, step) => sum + median(times.get(step) ?? [0]), 0)
  for (const [name, values] of times) {
    const limit = limits[name]
    report.figure(name, median(values), 'ms', limit === undefined ? {} : { atMost: limit })
    if (steps.includes(name))
      report.figure('  share of create, assign and fork', (100 * median(values)) / whole, '%', {}, 0)
    if (values.length > 1) report.figure('  90th percentile', percentile(values, 90), 'ms')
  }
  const started = performance.now()
  const many = await Promise.all(
    Array.from({ length: 200 }, () => host.create({ label: 'many', mounts: [] })),
  )
  report.figure('200 created at once', performance.now() - started, 'ms', {}, 0)
  await Promise.all(many.map((sandbox) => sandbox.stop()))
  await parent?.stop()
} finally {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
}
report.finish()

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now()
  const result = await work()
  const taken = times.get(name) ?? []
  taken.push(performance.now() - started)
  times.set(name, taken)
  return result
}

function plain(command: string): Promise<unknown> {
  return new Promise((resolve) => spawn(command, { stdio: 'ignore' }).once('exit', resolve))
}
