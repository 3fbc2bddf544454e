import type { TrailStepAt } from '../../../dispatch/index.ts'
import { nodeHttp } from '../../../http/index.ts'
import { findServer, type ServerFlags } from '../aws/find-server.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { stopSignal } from '../stop-signal.ts'
import type { Terminal } from '../terminal.ts'
import { StepChooser, stepLine, type WantedEvents } from './event-lines.ts'

/** The flags of `lambent events tail`. */
export interface EventsFlags extends ServerFlags, WantedEvents {
  readonly json?: boolean
  /** Begins with what comes, not with what is remembered. */
  readonly new?: boolean
}

/** Prints the steps of events as they happen, until Ctrl-C or the end of the server. */
export async function tailEvents(flags: EventsFlags, terminal: Terminal): Promise<number> {
  const client = await findServer(flags)
  const { endpoint } = client.facts
  client.close()
  const chooser = new StepChooser(flags)
  const print = (line: string) => {
    if (line === '') return
    for (const step of chooser.choose(JSON.parse(line) as TrailStepAt)) {
      const text = flags.json ? JSON.stringify(step) : stepLine(step, terminal.paint, terminal.interactive)
      terminal.out(text)
    }
  }
  return await new Promise((resolve, reject) => {
    const path = `/_lambent/events${flags.new ? '?remembered=false' : ''}`
    const asked = nodeHttp.request(`${endpoint}${path}`, { agent: false }, (answer) => {
      let rest = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        const lines = (rest + piece).split('\n')
        rest = lines.pop() ?? ''
        if (answer.statusCode === 200) for (const line of lines) print(line)
      })
      answer.on('close', () => {
        if (answer.statusCode === 200) resolve(exitCodes.success)
        else reject(new CommandError(messageOf(rest), []))
      })
    })
    asked.on('error', (error: Error) =>
      reject(new CommandError(`The server at ${endpoint} does not answer: ${error.message}`, [])),
    )
    asked.end()
    void stopSignal().then(() => {
      resolve(exitCodes.success)
      asked.destroy()
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
