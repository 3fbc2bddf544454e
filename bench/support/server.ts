/** The server under test, started as its users start it. */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { requestOnce, type Target } from './load.ts'
import { start } from './processes.ts'

const program = fileURLToPath(new URL('../../bin/lambent', import.meta.url))

/** The command that starts a server on a port, with its state in a folder of its own. */
export function serverCommand(port: number, dataDir: string): string[] {
  return [program, 'start', '--port', String(port), '--data-dir', dataDir]
}

/** Starts a server and waits until it answers. Its folder goes when it ends. */
export async function startServer(
  port: number,
  options: { readonly cpu?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ChildProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lambent-bench-'))
  const child = start(serverCommand(port, dataDir), options)
  child.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  child.stdout?.resume()
  await answering({ port, requests: [health] })
  return child
}

/** The cheapest request that a server answers. */
export const health = Buffer.from('GET /_lambent/health HTTP/1.1\r\nhost: localhost\r\n\r\n')

/** Waits until a target answers. Fails after half a minute. */
export async function answering(target: Target, everyMs = 5): Promise<void> {
  const end = performance.now() + 30_000
  for (;;) {
    try {
      await requestOnce(target)
      return
    } catch (error) {
      if (performance.now() > end) throw error
      await wait(everyMs)
    }
  }
}
