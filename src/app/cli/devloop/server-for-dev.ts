import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { AwsClient } from '../aws/aws-client.ts'
import { findServer, type ServerFlags } from '../aws/find-server.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

/** A server for a session. */
export interface DevServer {
  readonly client: AwsClient
  /** Fails when a server that was started here ends by itself; else never settles. */
  readonly ended: Promise<never>
  /** Lets go of the server; ends it if it was started here. */
  close(): Promise<void>
}

/** The server that runs; where none does, one is started, and ends with the session. */
export async function serverForDev(flags: ServerFlags, terminal: Terminal): Promise<DevServer> {
  try {
    const client = await findServer(flags)
    return { client, ended: new Promise(() => {}), close: async () => client.close() }
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== exitCodes.notRunning) throw error
  }
  return startServer(flags, terminal)
}

/** In a process of its own: what it serves is not held up by builds. */
async function startServer(flags: ServerFlags, terminal: Terminal): Promise<DevServer> {
  const [node, script] = [process.execPath, process.argv[1] ?? '']
  const args = ['start', '--json', '--data-dir', flags.dataDir]
  if (flags.port !== undefined) args.push('--port', String(flags.port))
  if (flags.region !== undefined) args.push('--region', flags.region)
  if (flags.account !== undefined) args.push('--account', flags.account)
  // A group of its own: Ctrl-C at the terminal is for the session, which ends the server when it is done with it.
  const child = spawn(node, [...process.execArgv, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let closing = false
  const endpoint = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = readEntry(line)
      if (entry?.message === 'Lambent is running' && typeof entry.endpoint === 'string')
        resolve(entry.endpoint)
      else if (entry?.level === 'warn' || entry?.level === 'error')
        terminal.err(`server: ${String(entry.message)}${reasonOf(entry)}`)
    })
    void gone.then(() =>
      reject(new CommandError('The server cannot be started:', said.trimEnd().split('\n'))),
    )
  })
  terminal.out(terminal.paint.dim(`A server runs at ${endpoint}, as long as this command does.`))
  const client = await findServer({ ...flags, port: Number(new URL(endpoint).port) })
  return {
    client,
    ended: gone.then(() => {
      if (closing) return new Promise<never>(() => {})
      throw new CommandError('The server has ended.', said.trimEnd().split('\n').slice(-5))
    }),
    close: async () => {
      closing = true
      client.close()
      child.kill('SIGTERM')
      await gone
    },
  }
}

function reasonOf({ error }: Readonly<Record<string, unknown>>): string {
  const { message } = (error ?? {}) as { message?: string }
  return message === undefined ? '' : ` (${message})`
}

function readEntry(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}
