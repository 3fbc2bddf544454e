/**
 * s3rver, for comparison: a server on Node.js that keeps objects as files, and flushes none of them. Installed on demand into a
 * cache, not a dependency.
 */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from './processes.ts'

const wanted = 's3rver@3.7.1'

/** Starts it on a port, on one processor, with a bucket. Fails when it cannot be had. */
export function startS3rver(port: number, cpu: number, bucket: string): ChildProcess {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lambent-bench', 's3rver')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'node_modules/s3rver'))) {
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', wanted], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
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
