/**
 * fauxqs, for comparison: an emulator of SQS on Node.js that keeps everything in memory. Installed on demand into a cache, not a
 * dependency.
 */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { peerFolder } from './peer.ts'
import { start } from './processes.ts'

const wanted = 'fauxqs@2.4.1'

/** Starts it on a port, on one processor. Fails when it cannot be had. */
export function startFauxqs(port: number, cpu: number): ChildProcess {
  const folder = peerFolder('fauxqs', [wanted])
  const child = start([process.execPath, join(folder, 'node_modules/fauxqs/dist/cli.js')], {
    cpu,
    env: { FAUXQS_PORT: String(port), FAUXQS_LOGGER: 'false', NODE_ENV: 'production' },
  })
  child.stdout?.resume()
  return child
}
