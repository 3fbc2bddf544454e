import type { FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { type AwsClient, AwsFailure } from './aws/aws-client.ts'
import type { Terminal } from './terminal.ts'

/** Lines are shown again from so long before the last one: several writers are not in step. Unit: milliseconds. Chosen. */
export const overlapMs = 5_000

/** A function and the group that it writes to. `shown`: what it is called in the lines; absent when there is only one. */
export interface LoggedFunction {
  readonly shown?: string
  readonly group: string
}

/** Prints each event once, in a colour for each function. */
export class LogPrinter {
  lines = 0
  readonly #client: AwsClient
  readonly #terminal: Terminal
  readonly #functions: () => Promise<readonly LoggedFunction[]>
  readonly #seen = new Map<string, number>()
  readonly #colours = new Map<string, number>()

  constructor(client: AwsClient, terminal: Terminal, functions: () => Promise<readonly LoggedFunction[]>) {
    this.#client = client
    this.#terminal = terminal
    this.#functions = functions
  }

  /** Prints what is new since an instant, in order of time; answers the instant of the last event. */
  async print(from: number): Promise<number> {
    const found: Array<{ at: number; id: string; shown: string | undefined; message: string }> = []
    for (const { shown, group } of await this.#functions()) {
      for (const event of await eventsOf(this.#client, group, from)) {
        const { eventId = '', timestamp = 0, message = '' } = event
        if (!this.#seen.has(eventId)) found.push({ at: timestamp, id: eventId, shown, message })
      }
    }
    found.sort((left, right) => left.at - right.at)
    for (const { at, id, shown, message } of found) {
      this.#seen.set(id, at)
      for (const line of message.trimEnd().split('\n')) this.#line(at, shown, line)
    }
    const last = found.at(-1)?.at ?? from
    for (const [id, at] of this.#seen) if (at < last - 2 * overlapMs) this.#seen.delete(id)
    return last
  }

  #line(at: number, name: string | undefined, text: string): void {
    const { paint } = this.#terminal
    this.lines++
    const time = new Date(at).toISOString()
    const stamp = this.#terminal.interactive ? paint.dim(time.slice(11, 23)) : time
    if (name === undefined) {
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
