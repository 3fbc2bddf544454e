/**
 * What the broker costs a connection: connect without a sandbox and within one, to its own loopback and to the world outside (a network world
 * of two namespaces, see test/support/network-world.ts). `node bench/sandbox-network.ts [connections]`
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { addresses, missingForWorld, startWorld } from '../test/support/network-world.ts'
import { median, percentile, Report } from './support/figures.ts'

const count = process.argv[2] ?? '2000'
const report = new Report()
const missing = missingForWorld()
if (missing !== undefined) {
  report.line(`No network world can be made here: ${missing}.`)
  process.exit(1)
}
const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim()
const script = join(import.meta.dirname, 'support/connect.py')
const world = await startWorld()

async function measure(name: string, inside: boolean, host: string): Promise<number> {
  const command = [python, script, host, '9001', count]
  const { output, errors } = inside
    ? await world.run({ reach: 'outside' }, command)
    : await world.enter(command)
  if (errors !== '') throw new Error(errors)
  const times = output.trimEnd().split('\n').map(Number)
  report.figure(`${name}: p50`, median(times), 'µs', {}, 0)
  report.figure(`${name}: p99`, percentile(times, 99), 'µs', {}, 0)
  return median(times)
}

try {
  report.line('connect')
  const bareOwn = await measure('loopback, no sandbox', false, 'own')
  const own = await measure('loopback, in a sandbox', true, 'own')
  const bare = await measure('outside, no sandbox', false, addresses.outside)
  const outside = await measure('outside, in a sandbox', true, addresses.outside)
  report.figure('the broker adds, loopback', own - bareOwn, 'µs', {}, 0)
  report.figure('the broker adds, outside', outside - bare, 'µs', {}, 0)
} finally {
  await world.stop()
}
report.finish()
