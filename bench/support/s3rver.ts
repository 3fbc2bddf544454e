/**
 * s3rver, for comparison: a server on Node.js that keeps objects as files, and flushes none of them. Installed on demand into a
 * cache, not a dependency.
 */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { peerFolder } from './peer.ts'
import { start } from './processes.ts'

const wanted = 's3rver@3.7.1'

/** Starts it on a port, on one processor, with a bucket. Fails when it cannot be had. */
export function startS3rver(port: number, cpu: number, bucket: string): ChildProcess {
  const folder = peerFolder('s3rver', [wanted])
  const data = mkdtempSync(join(tmpdir(), 'lambent-bench-s3rver-'))
  const program = join(folder, 'node_modules/s3rver/bin/s3rver.js')
  const options = ['--silent', '--allow-mismatched-signatures', '--configure-bucket', bucket]
  const child = start(
    [process.execPath, program, '-d', data, '-p', String(port), '-a', '127.0.0.1', ...options],
    { cpu },
  )
  child.on('exit', () => rmSync(data, { recursive: true, force: true }))
  child.stdout?.resume()
  return child
}
