import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../base/system-clock.ts'
import type { AwsClient } from './aws/aws-client.ts'
import { findServer, type ServerFlags } from './aws/find-server.ts'
import { getFunction, listFunctions } from './aws/lambda-calls.ts'
import { exitCodes } from './exit-codes.ts'
import { type LoggedFunction, LogPrinter, overlapMs } from './log-printer.ts'
import { stopSignal } from './stop-signal.ts'
import type { Terminal } from './terminal.ts'

/** The flags of `lambent logs`. */
export interface LogsFlags extends ServerFlags {
  readonly follow?: boolean
  /** How far back. Unit: milliseconds. */
  readonly since: number
}

/** How often logs are looked at when they are followed. Unit: milliseconds. Source: chosen; a person waits no longer. */
export const everyMs = 300

/** Prints what functions have logged. */
export async function logs(name: string | undefined, flags: LogsFlags, terminal: Terminal): Promise<number> {
  const client = await findServer(flags)
  const stopped = flags.follow ? stopSignal().then(() => true) : new Promise<boolean>(() => {})
  try {
    const printer = new LogPrinter(client, terminal, () => loggedFunctions(client, name))
    let from = systemClock.now() - flags.since
    for (;;) {
      const last = await printer.print(from)
      if (!flags.follow) {
        if (printer.lines === 0) terminal.err(`Nothing was logged in the last ${spanInWords(flags.since)}.`)
        return exitCodes.success
      }
      from = Math.max(from, last - overlapMs)
      if (await Promise.race([stopped, pause(everyMs).then(() => false)])) return exitCodes.success
    }
  } finally {
    client.close()
  }
}

/** Functions and the groups they write to. */
async function loggedFunctions(client: AwsClient, name: string | undefined): Promise<LoggedFunction[]> {
  const all = name === undefined ? await listFunctions(client) : [await getFunction(client, name)]
  return all.map((one) => {
    const { FunctionName = '' } = one
    const group = one.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`
    return name === undefined ? { shown: FunctionName, group } : { group }
  })
}

function spanInWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}
