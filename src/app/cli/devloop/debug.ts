import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { nodeHttp } from '../../../http/index.ts'
import type { DebugLine } from '../../debug-answer.ts'
import type { ClientFacts } from '../aws/aws-client.ts'
import { findServer, type ServerFlags } from '../aws/find-server.ts'
import { getFunction } from '../aws/lambda-calls.ts'
import { CommandError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { exitCodes } from '../exit-codes.ts'
import { stopSignal } from '../stop-signal.ts'
import type { Terminal } from '../terminal.ts'
import { launchConfiguration, usualPort } from './launch-configuration.ts'

/** The flags of `lambent debug`. */
export interface DebugFlags extends ServerFlags {
  /** The port for debuggers. */
  readonly debugPort?: number
  /** The runtime waits for a debugger before it loads the handler. */
  readonly wait?: boolean
  /** The folder with the function's sources. */
  readonly sources?: string
  /** Writes `.vscode/launch.json`. */
  readonly writeLaunch?: boolean
}

/** Lets a debugger at a function until Ctrl-C. */
export async function debug(name: string, flags: DebugFlags, terminal: Terminal): Promise<number> {
  const client = await findServer(flags)
  const { facts } = client
  try {
    const { FunctionName = name, FunctionArn = '', Runtime = '' } = await getFunction(client, name)
    const [, , , region = facts.region, accountId = ''] = FunctionArn.split(':')
    const port = flags.debugPort ?? usualPort(Runtime)
    const asked = { functionName: name, accountId, region, port, wait: flags.wait ?? false }
    return await hold(facts, asked, (line) => {
      if (line.state !== 'listening') {
        terminal.out(terminal.paint.dim(words[line.state]))
        return
      }
      const configuration = launchConfiguration(FunctionName, line.runtime, line.port, flags.sources)
      terminal.out(
        `A debugger may come to 127.0.0.1:${line.port}. Each invocation of ${FunctionName} stops at its breakpoints.`,
      )
      if (flags.writeLaunch) terminal.out(writeLaunch(configuration))
      else {
        terminal.out('For VS Code, in .vscode/launch.json (--write-launch writes it):')
        terminal.out(JSON.stringify({ version: '0.2.0', configurations: [configuration] }, null, 2))
      }
      terminal.out(`Then: ${commandName()} invoke ${FunctionName} --event '{}'`)
      terminal.out(terminal.paint.dim('Time limits wait while a debugger is attached. End with Ctrl-C.'))
    })
  } finally {
    client.close()
  }
}

const words = {
  environment: 'The function can be reached.',
  attached: 'A debugger is attached.',
  detached: 'The debugger has gone.',
} as const

function hold({ endpoint }: ClientFacts, asked: object, onLine: (line: DebugLine) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = nodeHttp.request(
      `${endpoint}/_lambent/debug`,
      { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } },
      (answer) => {
        let rest = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => {
          const lines = (rest + piece).split('\n')
          rest = lines.pop() ?? ''
          if (answer.statusCode !== 200) return
          for (const line of lines) if (line !== '') onLine(JSON.parse(line) as DebugLine)
        })
        answer.on('close', () => {
          if (answer.statusCode === 200) resolve(exitCodes.success)
          else reject(new CommandError(messageOf(rest)))
        })
      },
    )
    sent.on('error', (error: Error) =>
      reject(new CommandError(`The server at ${endpoint} does not answer: ${error.message}`)),
    )
    sent.end(JSON.stringify(asked))
    void stopSignal().then(() => {
      resolve(exitCodes.success)
      sent.destroy()
    })
  })
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: string }).message ?? text)
  } catch {
    return text
  }
}

/** Writes a launch file unless there is one: that may hold what others have written. */
function writeLaunch(configuration: object): string {
  const file = join(process.cwd(), '.vscode/launch.json')
  if (existsSync(file))
    return `${file} exists; add this to its configurations:\n${JSON.stringify(configuration, null, 2)}`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ version: '0.2.0', configurations: [configuration] }, null, 2)}\n`)
  return `${file} is written.`
}
