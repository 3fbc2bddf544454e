/**
 * dynalite, for comparison: installed on demand into a cache, not a dependency. It is started as its users do, with its state in
 * memory, which is its default and its fastest.
 */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { clientSettings } from './clients.ts'
import { peerFolder } from './peer.ts'
import { start } from './processes.ts'

const version = '4.0.0'

/** Starts it on a port. Fails when it cannot be had. */
export async function startDynalite(port: number, cpu: number): Promise<ChildProcess> {
  const folder = peerFolder('dynalite', [`dynalite@${version}`])
  const program = join(folder, 'node_modules/dynalite/cli.js')
  const child = start([process.execPath, program, '--port', String(port), '--createTableMs', '0'], {
    cwd: folder,
    cpu,
  })
  child.stdout?.resume()
  await listening(port)
  return child
}

async function listening(port: number): Promise<void> {
  const client = new DynamoDB(clientSettings(port))
  const end = performance.now() + 30_000
  for (;;) {
    try {
      await client.listTables({})
      client.destroy()
      return
    } catch (error) {
      if (performance.now() > end) throw error
      await wait(50)
    }
  }
}
