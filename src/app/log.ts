import type { Clock } from '../base/clock.ts'
import type { LogFields, Logger } from '../base/logger.ts'

/** From most to least. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** How much is logged. */
export type LogLevel = (typeof logLevels)[number]

/** How a log is written. */
export interface LogOptions {
  readonly level: LogLevel
  /** `json`: one object a line. `text`: for people. */
  readonly format: 'json' | 'text'
  readonly clock: Clock
  readonly write: (text: string) => void
  /** Paints a level's name; absent without colour. */
  readonly paint?: (level: LogLevel, text: string) => string
}

/** A logger that writes lines. Those of one turn of the event loop are written together. */
export function createLogger(options: LogOptions): Logger {
  const threshold = logLevels.indexOf(options.level)
  let waiting = ''
  const flush = () => {
    const text = waiting
    waiting = ''
    options.write(text)
  }
  const logger = (bound: LogFields): Logger => {
    const at = (level: LogLevel) => {
      if (logLevels.indexOf(level) < threshold) return () => {}
      return (message: string, fields: LogFields = {}) => {
        if (waiting === '') setImmediate(flush)
        waiting += `${line(options, level, message, { ...bound, ...fields })}\n`
      }
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => logger({ ...bound, ...fields }),
    }
  }
  return logger({})
}

function line(options: LogOptions, level: LogLevel, message: string, fields: LogFields): string {
  const time = new Date(options.clock.now()).toISOString()
  if (options.format === 'json') {
    return JSON.stringify({ time, level, message, ...fields }, (_, value: unknown) =>
      value instanceof Error ? plainError(value) : value,
    )
  }
  const { room, error, ...rest } = fields
  const facts = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const label = options.paint?.(level, level.padEnd(5)) ?? level.padEnd(5)
  const head = [time.slice(11, 23), label, room === undefined ? '' : `${String(room)}:`, message, ...facts]
  const stack = error === undefined ? '' : `\n${describe(error)}`
  return head.filter((part) => part !== '').join(' ') + stack
}

function plainError(error: Error): object {
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined
      ? {}
      : { cause: error.cause instanceof Error ? plainError(error.cause) : error.cause }),
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\n  caused by ${describe(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
