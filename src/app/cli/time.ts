import type { AdvanceRequest, ServerTime } from '../time-routes.ts'
import { askPage } from './ask-page.ts'
import { findServer, type ServerFlags } from './aws/find-server.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** The flags of `lambent time show` and `lambent time advance`. */
export interface TimeFlags extends ServerFlags {
  readonly json?: boolean
}

/** Says what time the server has. */
export async function showTime(flags: TimeFlags, terminal: Terminal): Promise<number> {
  return await ask(flags, terminal, '/_lambent/time')
}

/** Moves the server's time, by a span in milliseconds or to an instant; answers when all that fell due is done. */
export async function advanceTime(
  target: AdvanceRequest,
  flags: TimeFlags,
  terminal: Terminal,
): Promise<number> {
  return await ask(flags, terminal, '/_lambent/time/advance', target)
}

async function ask(flags: TimeFlags, terminal: Terminal, path: string, body?: object): Promise<number> {
  const client = await findServer(flags)
  try {
    const { status, text } = await askPage(client.facts.endpoint, path, body)
    if (status !== 200) throw refused(text)
    const time = JSON.parse(text) as ServerTime
    if (flags.json) terminal.out(JSON.stringify(time, null, 2))
    else
      terminal.out(
        time.clock === 'virtual'
          ? `${time.now} ${terminal.paint.dim('(virtual: it stands still)')}`
          : time.now,
      )
    return exitCodes.success
  } finally {
    client.close()
  }
}

function refused(text: string): CommandError {
  let message = text
  try {
    message = String((JSON.parse(text) as { message?: string }).message ?? text)
  } catch {
    // Then the text is what there is to say.
  }
  const [first = '', ...rest] = message.split(/(?<=[.!]) /)
  return new CommandError(first, rest)
}
