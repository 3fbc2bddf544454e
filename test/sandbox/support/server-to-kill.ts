/** Stands for a server: opens a host in the folder named, starts processes, says which, and goes on. */
import { silentLogger } from '../../../src/base/logger.ts'
import { openSandboxHost } from '../../../src/sandbox/index.ts'
import { assignment, shell } from './hosts.ts'

const [runFolder = '', mode] = process.argv.slice(2)
const host = await openSandboxHost({
  logger: silentLogger,
  runFolder,
  mode: mode === 'plain' ? 'plain' : 'auto',
})
const pids: number[] = []
for (let count = 0; count < 3; count++) {
  const sandbox = await host.create({ label: 'test', mounts: [] })
  await sandbox.assign(assignment())
  // Ignores what can be ignored. With walls not even a session of its own helps a child to outlive them.
  const apart = mode === 'plain' ? '' : 'setsid'
  const started = await sandbox.start(shell(`trap "" TERM HUP INT; ${apart} sleep 600 & echo up; sleep 600`))
  await new Promise((resolve) => started.output.once('data', resolve))
  pids.push(started.pid)
  if (count === 1) await sandbox.freeze()
}
process.stdout.write(`${JSON.stringify(pids)}\n`)
setInterval(() => {}, 1000)
