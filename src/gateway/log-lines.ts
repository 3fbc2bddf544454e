/**
 * Lines that API Gateway writes to log groups after it has answered: access logs and execution logs. Lines that come while others are
 * written go out with the next call.
 */
import { AwsError } from '../aws/aws-error.ts'
import { type Caller, type Surroundings, serviceCaller } from '../dispatch/index.ts'
import type { ApiHome } from './exchange.ts'
import { logLinesMax, logLinesPerCall, rememberedMax } from './limits.ts'

/** A line of an access log: `variable` answers a variable by its name behind `$context.`; those that have no value are `-`. */
function accessLine(format: string, variable: (name: string) => string | undefined): string {
  return format.replaceAll(/\$context\.([A-Za-z0-9_:]+(?:\.[A-Za-z0-9_:-]+)*)/g, (_whole, name: string) => {
    const value = variable(name)
    return value === undefined || value === '' ? '-' : value
  })
}

/** How a stage's requests are logged. */
export interface AccessLog {
  /** Of a log group. */
  readonly groupArn: string
  readonly format: string
}

/** Where lines go. */
interface LogPlace {
  readonly api: ApiHome
  readonly logGroupName: string
  readonly logStreamName: string
  /** The group is made where it is not there: API Gateway does so with its own alone. */
  readonly makesGroup: boolean
}

/** Of which stage a request was, and when it came. Unit of `now`: milliseconds since the epoch. */
interface AccessedStage {
  readonly api: ApiHome
  readonly stage: { readonly name: string }
  readonly now: number
}

/** A line. Unit of `timestamp`: milliseconds since the epoch. */
export interface LogLine {
  readonly timestamp: number
  readonly message: string
}

interface Writer {
  readonly place: LogPlace
  readonly caller: Caller
  readonly lines: LogLine[]
  isWriting: boolean
  hasStream: boolean
}

/** The logs of this node. */
export class LogLines {
  readonly #surroundings: Pick<Surroundings, 'call' | 'logger'>
  readonly #writers = new Map<string, Writer>()
  readonly #writing = new Set<Promise<void>>()

  constructor(surroundings: Pick<Surroundings, 'call' | 'logger'>) {
    this.#surroundings = surroundings
  }

  /** Adds lines of a request that was answered. */
  add(place: LogPlace, lines: readonly LogLine[]): void {
    const writer = this.#writerOf(place)
    if (writer.lines.length + lines.length > logLinesMax) return
    writer.lines.push(...lines)
    if (writer.isWriting) return
    writer.isWriting = true
    const writing = this.#write(writer).finally(() => this.#writing.delete(writing))
    this.#writing.add(writing)
  }

  /** Adds a request's line to the access log of its stage, if it has one. `variable`: as `accessLine` asks for it. */
  addAccess(
    { api, stage, now }: AccessedStage,
    accessLog: AccessLog | undefined,
    variable: (name: string) => string | undefined,
  ): void {
    const logGroupName = accessLog && groupOf(accessLog.groupArn)
    if (!accessLog || logGroupName === undefined) return
    const logStreamName = `${api.apiId}-${stage.name.replace('$', '')}`
    const message = accessLine(accessLog.format, variable)
    this.add({ api, logGroupName, logStreamName, makesGroup: false }, [{ timestamp: now, message }])
  }

  /** Waits until what was added is written. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing)
  }

  #writerOf(place: LogPlace): Writer {
    const { api, logGroupName, logStreamName } = place
    const key = `${api.accountId}/${api.region}/${logGroupName}/${logStreamName}`
    const known = this.#writers.get(key)
    if (known) return known
    const groupArn = `arn:aws:logs:${api.region}:${api.accountId}:log-group:${logGroupName}`
    const writer: Writer = {
      place,
      caller: serviceCaller('apigateway.amazonaws.com', api, groupArn),
      lines: [],
      isWriting: false,
      hasStream: false,
    }
    if (this.#writers.size >= rememberedMax) this.#writers.clear()
    this.#writers.set(key, writer)
    return writer
  }

  async #write(writer: Writer): Promise<void> {
    const { call, logger } = this.#surroundings
    const { caller, lines, place } = writer
    const { logGroupName, logStreamName } = place
    while (lines.length > 0) {
      const logEvents = lines.splice(0, logLinesPerCall)
      try {
        if (!writer.hasStream) await makeStream(call, writer)
        await call('logs:PutLogEvents', { logGroupName, logStreamName, logEvents }, caller)
      } catch (error) {
        writer.hasStream = false
        logger.warn('The log of an API cannot be written', { logGroupName, error })
      }
    }
    // In the same step in which nothing was found: a line that comes a moment later must not wait for another one.
    writer.isWriting = false
  }
}

async function makeStream(call: Surroundings['call'], writer: Writer): Promise<void> {
  const { caller, place } = writer
  const { logGroupName, logStreamName, makesGroup } = place
  if (makesGroup) await unlessThere(call('logs:CreateLogGroup', { logGroupName }, caller))
  await unlessThere(call('logs:CreateLogStream', { logGroupName, logStreamName }, caller))
  writer.hasStream = true
}

async function unlessThere(making: Promise<unknown>): Promise<void> {
  try {
    await making
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error
  }
}

/** The group that an ARN names; undefined: none. */
function groupOf(arn: string): string | undefined {
  return /:log-group:([^:]+)/.exec(arn)?.[1]
}
