import { setTimeout as pause } from 'node:timers/promises'
import type { FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { systemClock } from '../../base/system-clock.ts'
import { type AwsClient, AwsFailure } from './aws/aws-client.ts'
import { findServer, type ServerFlags } from './aws/find-server.ts'
import { getFunction, listFunctions } from './aws/lambda-calls.ts'
import { exitCodes } from './exit-codes.ts'
import { stopSignal } from './stop-signal.ts'
import type { Terminal } from './terminal.ts'

/** The flags of `lambent logs`. */
export interface LogsFlags extends ServerFlags {
  readonly follow?: boolean
  /** How far back. Unit: milliseconds. */
  readonly since: number
}

/** How often logs are looked at when they are followed. Unit: milliseconds. Source: chosen; a person waits no longer. */
const everyMs = 300

/** Lines are shown again from so long before the last one: several writers are not in step. Unit: milliseconds. Chosen. */
const overlapMs = 5_000

/** Prints what functions have logged. */
export async function logs(name: string | undefined, flags: LogsFlags, terminal: Terminal): Promise<number> {
  const client = await findServer(flags)
  const stopped = flags.follow ? stopSignal().then(() => true) : new Promise<boolean>(() => {})
  try {
    const printer = new Printer(client, terminal, name)
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

/** Prints each event once. */
class Printer {
  lines = 0
  readonly #client: AwsClient
  readonly #terminal: Terminal
  readonly #name: string | undefined
  readonly #seen = new Map<string, number>()
  readonly #colours = new Map<string, number>()

  constructor(client: AwsClient, terminal: Terminal, name: string | undefined) {
    this.#client = client
    this.#terminal = terminal
    this.#name = name
  }

  /** Prints what is new since an instant, in order of time; answers the instant of the last event. */
  async print(from: number): Promise<number> {
    const found: Array<{ at: number; id: string; name: string; message: string }> = []
    for (const [name, group] of await this.#groups()) {
      for (const event of await eventsOf(this.#client, group, from)) {
        const { eventId = '', timestamp = 0, message = '' } = event
        if (!this.#seen.has(eventId)) found.push({ at: timestamp, id: eventId, name, message })
      }
    }
    found.sort((left, right) => left.at - right.at)
    for (const { at, id, name, message } of found) {
      this.#seen.set(id, at)
      for (const line of message.trimEnd().split('\n')) this.#line(at, name, line)
    }
    const last = found.at(-1)?.at ?? from
    for (const [id, at] of this.#seen) if (at < last - 2 * overlapMs) this.#seen.delete(id)
    return last
  }

  /** Functions and the groups they write to. */
  async #groups(): Promise<Array<readonly [string, string]>> {
    const all =
      this.#name === undefined
        ? await listFunctions(this.#client)
        : [await getFunction(this.#client, this.#name)]
    return all.map((one) => {
      const name = one.FunctionName ?? ''
      return [name, one.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`]
    })
  }

  #line(at: number, name: string, text: string): void {
    const { paint } = this.#terminal
    this.lines++
    const time = new Date(at).toISOString()
    const stamp = this.#terminal.interactive ? paint.dim(time.slice(11, 23)) : time
    if (this.#name !== undefined) {
      this.#terminal.out(`${stamp} ${text}`)
      return
    }
    const colours = [paint.cyan, paint.magenta, paint.green, paint.yellow, paint.blue]
    if (!this.#colours.has(name)) this.#colours.set(name, this.#colours.size)
    const colour = colours[(this.#colours.get(name) ?? 0) % colours.length] ?? paint.cyan
    this.#terminal.out(`${stamp} ${colour(name)} ${text}`)
  }
}

type LoggedEvents = NonNullable<FilterLogEventsResponse['events']>

async function eventsOf(client: AwsClient, logGroupName: string, startTime: number): Promise<LoggedEvents> {
  const events: LoggedEvents = []
  let nextToken: string | undefined
  try {
    do {
      const page: FilterLogEventsResponse = await client.json('logs', 'Logs_20140328.FilterLogEvents', {
        logGroupName,
        startTime,
        ...(nextToken === undefined ? {} : { nextToken }),
      })
      events.push(...(page.events ?? []))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
  } catch (error) {
    // A function that has not run yet has logged nothing.
    if (!(error instanceof AwsFailure) || error.code !== 'ResourceNotFoundException') throw error
  }
  return events
}

function spanInWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}
