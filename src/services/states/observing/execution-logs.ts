/**
 * Logs of executions. What is told of them gathers for a moment and goes to CloudWatch Logs in one call for each log group; nothing waits
 * for it but `idle`. A log that cannot be written is no failure of the execution. What gathers is lost when the server is killed.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { randomHex } from '../../../base/random.ts'
import { inRegion, roleCaller } from '../../../delivery/index.ts'
import type { BackgroundSurroundings, Caller } from '../../../dispatch/index.ts'
import type { Home } from '../domain/arns.ts'
import type { HistoryEvent } from '../engine.ts'
import type { Logging, Revision } from '../records.ts'
import { isLogged, logLine } from './log-entries.ts'

/** Lines of one call. Source: CloudWatch Logs API Reference, PutLogEvents (10,000; 1 MiB with 26 bytes for each). */
const linesMax = 5_000
const batchBytesMax = 1_000_000

interface Line {
  readonly timestamp: number
  readonly message: string
}

interface Batch {
  readonly groupArn: string
  readonly machineName: string
  readonly caller: Caller
  readonly lines: Line[]
}

export class ExecutionLogs {
  readonly #surroundings: BackgroundSurroundings
  readonly #streams = new Map<string, Promise<string>>()
  #gathered = new Map<string, Batch>()
  #isSending = false

  constructor(surroundings: BackgroundSurroundings) {
    this.#surroundings = surroundings
  }

  note(
    of: {
      readonly home: Home
      readonly machineName: string
      readonly executionArn: string
      readonly redriveCount: number
      readonly revision: Pick<Revision, 'roleArn' | 'logging'>
    },
    history: readonly HistoryEvent[],
  ): void {
    const { logging, roleArn } = of.revision
    if (logging?.groupArn === undefined || logging.level === 'OFF') return
    for (const event of history) {
      if (!isLogged(logging.level, event.type)) continue
      const message = logLine(event, of.executionArn, of.redriveCount, logging)
      this.#batch(of.home, logging, of.machineName, roleArn).lines.push({
        timestamp: event.timestampMs,
        message,
      })
    }
    if (this.#gathered.size > 0) this.#send()
  }

  #batch(home: Home, { groupArn = '' }: Logging, machineName: string, roleArn: string): Batch {
    const name = `${groupArn} ${machineName}`
    let batch = this.#gathered.get(name)
    if (!batch) {
      const region = groupArn.split(':')[3] ?? ''
      const caller = inRegion(roleCaller(home, roleArn, machineName), region)
      batch = { groupArn, machineName, caller, lines: [] }
      this.#gathered.set(name, batch)
    }
    return batch
  }

  #send(): void {
    if (this.#isSending) return
    this.#isSending = true
    void this.#surroundings.jobs.during(async () => {
      while (this.#gathered.size > 0) {
        const gathered = [...this.#gathered.values()]
        this.#gathered = new Map()
        await Promise.all(gathered.map((batch) => this.#put(batch)))
      }
      // In the same step in which nothing was found: lines that come a moment later must not wait for others.
      this.#isSending = false
    })
  }

  async #put({ groupArn, machineName, caller, lines }: Batch): Promise<void> {
    const { call, logger } = this.#surroundings
    const logGroupName = /:log-group:([^:]+)/.exec(groupArn)?.[1] ?? ''
    try {
      const logStreamName = await this.#stream(logGroupName, machineName, caller)
      lines.sort((left, right) => left.timestamp - right.timestamp)
      for (const logEvents of batches(lines))
        await call('logs:PutLogEvents', { logGroupName, logStreamName, logEvents }, caller)
    } catch (error) {
      this.#streams.delete(streamName(logGroupName, machineName, caller))
      logger.warn('The log of a state machine could not be written', { logGroupName, machineName, error })
    }
  }

  /** One for each machine, node and minute of its first line. */
  #stream(logGroupName: string, machineName: string, caller: Caller): Promise<string> {
    const name = streamName(logGroupName, machineName, caller)
    const known = this.#streams.get(name)
    if (known) return known
    const { call, clock, random } = this.#surroundings
    const minute = new Date(clock.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-')
    const logStreamName = `states/${machineName}/${minute}/${randomHex(random, 4)}`
    const making = call('logs:CreateLogStream', { logGroupName, logStreamName }, caller).then(
      () => logStreamName,
      (error: unknown) => {
        if (error instanceof AwsError && error.code === 'ResourceAlreadyExistsException') return logStreamName
        this.#streams.delete(name)
        throw error
      },
    )
    this.#streams.set(name, making)
    return making
  }
}

/** What a stream is remembered by. */
function streamName(logGroupName: string, machineName: string, { accountId, region }: Caller): string {
  return `${logGroupName} ${machineName} ${accountId} ${region}`
}

function* batches(lines: readonly Line[]): Generator<Line[]> {
  let batch: Line[] = []
  let bytes = 0
  for (const line of lines) {
    const size = Buffer.byteLength(line.message) + 26
    if (batch.length > 0 && (batch.length >= linesMax || bytes + size > batchBytesMax)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(line)
    bytes += size
  }
  if (batch.length > 0) yield batch
}
