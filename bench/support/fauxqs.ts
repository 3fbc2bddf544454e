/**
 * fauxqs, for comparison: an emulator of SQS on Node.js that keeps everything in memory. Installed on demand into a cache, not a
 * dependency.
 */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { start } from './processes.ts'

const wanted = 'fauxqs@2.4.1'

/** Starts it on a port, on one processor. Fails when it cannot be had. */
export function startFauxqs(port: number, cpu: number): ChildProcess {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lambent-bench', 'fauxqs')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'node_modules/fauxqs'))) {
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', wanted], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  const child = start([process.execPath, join(folder, 'node_modules/fauxqs/dist/cli.js')], {
    cpu,
    env: { FAUXQS_PORT: String(port), FAUXQS_LOGGER: 'false', NODE_ENV: 'production' },
  })
  child.stdout?.resume()
  return child
}
