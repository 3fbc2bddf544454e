/**
 * Access logs: a line for each request, in the stage's format, written to its log group after the answer has gone out. Source: API Gateway
 * Developer Guide, "Configuring logging for an HTTP API". Lines that come while others are written go out with the next call.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { type Caller, type Surroundings, serviceCaller } from '../../../dispatch/index.ts'
import { accessLogLinesMax, accessLogLinesPerCall } from '../limits.ts'
import { contextVariable, type Exchange } from './exchange.ts'

/** A line: variables that have no value are `-`. */
export function accessLine(exchange: Exchange, format: string): string {
  return format.replaceAll(/\$context\.([A-Za-z0-9_:]+(?:\.[A-Za-z0-9_:-]+)*)/g, (_whole, name: string) => {
    const value = contextVariable(exchange, name)
    return value === undefined || value === '' ? '-' : value
  })
}

interface Line {
  readonly timestamp: number
  readonly message: string
}

interface Writer {
  readonly caller: Caller
  readonly logGroupName: string
  readonly logStreamName: string
  readonly lines: Line[]
  isWriting: boolean
  hasStream: boolean
}

/** The logs of this node. */
export class AccessLogs {
  readonly #surroundings: Surroundings
  readonly #writers = new Map<string, Writer>()
  readonly #writing = new Set<Promise<void>>()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  /** Adds the line of a request that was answered. */
  add(exchange: Exchange): void {
    const { accessLog } = exchange.stage
    if (!accessLog) return
    const writer = this.#writerOf(exchange, accessLog.groupArn)
    if (!writer || writer.lines.length >= accessLogLinesMax) return
    writer.lines.push({ timestamp: exchange.now, message: accessLine(exchange, accessLog.format) })
    if (writer.isWriting) return
    writer.isWriting = true
    const writing = this.#write(writer).finally(() => {
      writer.isWriting = false
      this.#writing.delete(writing)
    })
    this.#writing.add(writing)
  }

  /** Waits until what was added is written. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing)
  }

  #writerOf({ api, stage }: Exchange, groupArn: string): Writer | undefined {
    const key = `${api.apiId}/${stage.name}/${groupArn}`
    const known = this.#writers.get(key)
    if (known) return known
    const logGroupName = /:log-group:([^:]+)/.exec(groupArn)?.[1]
    if (logGroupName === undefined) return undefined
    const writer: Writer = {
      caller: serviceCaller('apigateway.amazonaws.com', api, groupArn),
      logGroupName,
      logStreamName: `${api.apiId}-${stage.name.replace('$', '')}`,
      lines: [],
      isWriting: false,
      hasStream: false,
    }
    this.#writers.set(key, writer)
    return writer
  }

  async #write(writer: Writer): Promise<void> {
    const { call, logger } = this.#surroundings
    const { logGroupName, logStreamName, caller, lines } = writer
    while (lines.length > 0) {
      const logEvents = lines.splice(0, accessLogLinesPerCall)
      try {
        if (!writer.hasStream) await makeStream(call, writer)
        await call('logs:PutLogEvents', { logGroupName, logStreamName, logEvents }, caller)
      } catch (error) {
        writer.hasStream = false
        logger.warn('The access log of an API cannot be written', { logGroupName, error })
      }
    }
  }
}

async function makeStream(
  call: Surroundings['call'],
  writer: Pick<Writer, 'logGroupName' | 'logStreamName' | 'caller'> & { hasStream: boolean },
): Promise<void> {
  const { logGroupName, logStreamName, caller } = writer
  try {
    await call('logs:CreateLogStream', { logGroupName, logStreamName }, caller)
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error
  }
  writer.hasStream = true
}
