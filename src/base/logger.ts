/** Facts that belong to a log line, beside its sentence. */
export type LogFields = Readonly<Record<string, unknown>>

/** A structured logger. Each room gets a child of the server's with its own name. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds the given facts to each of its lines. */
  child(fields: LogFields): Logger
}

/** A logger that drops everything. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
}
