/**
 * Runs the tests: `node tools/run-tests.ts [--name <pattern>] [file, folder or glob ...]`. All of them when none is named: then files that lie
 * together share processes (testing/together.ts), unless `--apart` is given; with `--together` those that are named do, too.
 * Exits 1 when a test failed, when none was found, and when the whole took longer than LAMBENT_TEST_DEADLINE_SECONDS; then
 * it names the tests that were under way.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { run } from 'node:test'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../src/app/cli/folders.ts'
import { findTests, readDurations } from './testing/find-tests.ts'
import { TestReport } from './testing/test-report.ts'
import { shareProcesses } from './testing/together.ts'

/** Longest time for the whole run. Unit: seconds. Source: chosen; a run takes minutes, and CI ends at 90 minutes. */
const deadlineSeconds = Number(process.env.LAMBENT_TEST_DEADLINE_SECONDS ?? 2400)
/** Longest time for one file. Unit: milliseconds. Source: chosen; the slowest takes five minutes on two cores, and may have less of them. */
const fileTimeoutMs = 1_200_000

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache/lambent')
const timesPath = join(cache, 'test-times.json')
const { values, positionals } = parseArgs({
  options: { name: { type: 'string' }, apart: { type: 'boolean' }, together: { type: 'boolean' } },
  allowPositionals: true,
})

const durations = readDurations(timesPath)
const files = findTests(root, positionals, durations)
if (files.length === 0) {
  process.stderr.write(
    `No test file was found${positionals.length > 0 ? ` for ${positionals.join(' ')}` : ''}.\n`,
  )
  process.exit(1)
}

const entries = join(cache, `together-${process.pid}`)
process.on('exit', () => rmSync(entries, { recursive: true, force: true }))
// A pattern would be held against the names of files too.
const isShared = values.together ?? (positionals.length === 0 && values.name === undefined && !values.apart)
const processes = isShared
  ? shareProcesses(root, files, durations, entries)
  : files.map((file) => ({ entry: file, files: [relative(root, file)] }))

isolateFromMachine()
const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined
const report = new TestReport(
  root,
  { write: (text) => void process.stdout.write(text), colour },
  () => performance.now(),
  processes,
)
const abort = new AbortController()
const stream = run({
  files: processes.map(({ entry }) => entry),
  // Two more than processors: tests also wait, for disks, for processes, for leases that end.
  concurrency: availableParallelism() + 2,
  timeout: fileTimeoutMs,
  signal: abort.signal,
  ...(values.name === undefined ? {} : { testNamePatterns: [new RegExp(values.name)] }),
})

const deadline = setTimeout(() => {
  process.stdout.write(`\n✖ The tests took longer than ${deadlineSeconds} s. Under way:\n`)
  for (const { file, name, startedAt } of report.open) {
    process.stdout.write(
      `  ${file}: ${name} (for ${((performance.now() - startedAt) / 1000).toFixed(0)} s)\n`,
    )
  }
  report.closeUnfinished()
  abort.abort()
  process.exit(1)
}, deadlineSeconds * 1000)

stream.on('data', (event) => report.take(event))
stream.on('end', () => {
  clearTimeout(deadline)
  report.close()
  remember({ ...durations, ...report.durations })
  if (report.tests === 0) process.stdout.write('No test ran.\n')
  process.exitCode = report.succeeded && report.tests > 0 ? 0 : 1
})

/** Tests see no AWS settings, proxies or colours of whoever runs them, and share what Node.js compiled. */
function isolateFromMachine(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(AWS_|LAMBENT_(?!TEST_|NODE$)|(https?|all|no)_proxy$|FORCE_COLOR$|NO_COLOR$)/i.test(name))
      delete process.env[name]
  }
  process.env.AWS_CONFIG_FILE = '/dev/null'
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null'
  process.env.AWS_EC2_METADATA_DISABLED = 'true'
  // Filled with the sources when the clone was installed.
  process.env.NODE_COMPILE_CACHE = join(cacheFolder(), 'compiled')
}

function remember(times: Record<string, number>): void {
  mkdirSync(dirname(timesPath), { recursive: true })
  writeFileSync(timesPath, JSON.stringify(times, null, 2))
}
