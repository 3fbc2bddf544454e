/** A server in a process of its own, for tests that kill it and start it again on what is left. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { testPostgres } from './postgres.ts'
import { sharedCache } from './shared-cache.ts'

const root = join(import.meta.dirname, '../..')

/** One server, its folder, and what kills it. */
export interface KillableServer {
  /** Starts it, with further options of `lambent start`; answers its endpoint. */
  start(options?: readonly string[]): Promise<string>
  /** The process of the one that was started last. */
  readonly pid: number
  /** Ends it by SIGKILL and waits for that; does nothing where none runs. */
  kill(): Promise<void>
  /** Has it stop as it should, and waits for that. */
  stop(): Promise<void>
}

/** Its folder begins with `name`; after the tests of this suite both are gone. */
export function killableServer(name: string, env: NodeJS.ProcessEnv = {}): KillableServer {
  const folder = mkdtempSync(join(tmpdir(), `lambent-${name}-`))
  let server: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }
  after(async () => {
    await end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const start = async (options: readonly string[] = []) => {
    const args = ['start', '--port', '0', '--data-dir', folder, '--log-level', 'error', ...options]
    const child = spawn(join(root, 'bin/lambent'), args, {
      env: { PATH: process.env.PATH, HOME: folder, ...sharedCache, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server = child
    let text = ''
    for await (const piece of child.stdout) {
      text += String(piece)
      const endpoint = /http:\/\/127[\d.:]+(?![\d.:]|$)/.exec(text)?.[0]
      if (endpoint === undefined) continue
      child.stdout.resume()
      return endpoint
    }
    throw new Error(`The server ended: ${text}`)
  }
  return {
    start,
    get pid() {
      return server?.pid ?? 0
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** What a client of such a server is made with. */
export function clientOf(endpoint: string) {
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'secret' }
  return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
}

/** Moves the virtual clock of a server; what is due until then is done when this resolves. Unit: milliseconds. */
export async function passTime(endpoint: string, milliseconds: number): Promise<void> {
  const answer = await fetch(`${endpoint}/_lambent/time/advance`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ milliseconds }),
  })
  if (answer.status !== 200) throw new Error(`Time does not move: ${answer.status} ${await answer.text()}`)
}

/** A store that such a server may have, by the options that choose it. */
export interface StoreOption {
  readonly name: string
  options(): Promise<string[]>
  /** Whether a server may have a clock of its own there: nodes that share a database share real time. */
  readonly ownTime: boolean
}

/** SQLite, and PostgreSQL where there is one. */
export async function storeOptions(): Promise<StoreOption[]> {
  const stores: StoreOption[] = [{ name: 'SQLite', options: async () => [], ownTime: true }]
  const postgres = await testPostgres()
  if (postgres.available)
    stores.push({
      name: 'PostgreSQL',
      options: async () => ['--store', await postgres.createDatabase()],
      ownTime: false,
    })
  return stores
}
