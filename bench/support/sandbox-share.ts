/** What the walls cost a cold start: the sandbox itself is made ahead of need, giving it its function is not. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../src/base/logger.ts'
import { type Assignment, openSandboxHost } from '../../src/sandbox/index.ts'
import { median } from './figures.ts'

/** The median of giving a waiting sandbox code, limits, network and its two forwards, as for a function. Unit: milliseconds. */
export async function assignmentMs(rounds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-bench-'))
  chmodSync(folder, 0o755)
  const assignment: Assignment = {
    mounts: [{ source: folder, target: '/var/task' }],
    limits: { memoryBytes: 128 << 20, processes: 1024, openFiles: 1024, cpus: 1, tmpBytes: 512 << 20 },
    network: { reach: 'outside' },
    forwards: [
      { name: 'runtime-api', port: 9001, socketPath: join(folder, 'api.sock') },
      { name: 'aws', port: 4566, socketPath: join(folder, 'aws.sock') },
    ],
  }
  const host = await openSandboxHost({ logger: silentLogger, runFolder: join(folder, 'run') })
  const taken: number[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const sandbox = await host.create({ label: 'bench', mounts: [] })
      const started = performance.now()
      await sandbox.assign(assignment)
      taken.push(performance.now() - started)
      await sandbox.stop()
    }
  } finally {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return median(taken)
}
