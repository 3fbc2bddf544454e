/**
 * `console` as AWS patches it: each call is one record of the log, in text or JSON, by level. Source: Lambda Developer Guide, "Log and
 * monitor Node.js Lambda functions" and "Configuring advanced logging controls".
 */
import { format } from 'node:util'
import { withHeader } from './channel.mjs'
import { asError, errorAsText } from './errors.mjs'

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const requestIdKey = Symbol.for('aws.lambda.runtime.requestId')
const tenantIdKey = Symbol.for('aws.lambda.runtime.tenantId')

export class Log {
  #channel
  #json = false

  constructor(channel) {
    this.#channel = channel
  }

  /** Of which invocation the following records are. */
  setInvocation(requestId, tenantId) {
    globalThis[requestIdKey] = requestId
    globalThis[tenantIdKey] = tenantId
  }

  /** Patches `console` by the settings of the environment. */
  patchConsole() {
    this.#json = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON'
    const least = Math.max(0, levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()))
    const record = (level) => {
      if (levels.indexOf(level) < least && level !== 'FATAL') return () => {}
      return (message, ...values) => this.#record(level, message, values)
    }
    console.trace = record('TRACE')
    console.debug = record('DEBUG')
    console.info = record('INFO')
    console.warn = record('WARN')
    console.error = record('ERROR')
    console.fatal = record('FATAL')
    console.log = console.info
  }

  /** An error that the runtime reports. */
  error(what, error) {
    if (this.#json) console.error(asError(error))
    else console.error(what, errorAsText(asError(error)))
  }

  #record(level, message, values) {
    const now = Date.now()
    const time = new Date(now).toISOString()
    const id = globalThis[requestIdKey]
    const line = this.#json
      ? asJson(time, level, id, globalThis[tenantIdKey], message, values)
      : `${time}\t${id}\t${level}\t${format(message, ...values)}`
    this.#channel.say(['l', withHeader({ time: now, level, id }, `${line}\n`)])
  }
}

function asJson(timestamp, level, requestId, tenantId, message, values) {
  const record = { timestamp, level, requestId }
  if (tenantId) record.tenantId = tenantId
  if (values.length === 0) {
    record.message = message
    try {
      return JSON.stringify(record, errorsWithFields)
    } catch {
      record.message = format(message)
      return JSON.stringify(record)
    }
  }
  record.message = format(message, ...values)
  const error = [message, ...values].find((value) => value instanceof Error)
  if (error) Object.assign(record, fields(error), { stackTrace: fields(error).stackTrace ?? [] })
  return JSON.stringify(record)
}

function errorsWithFields(_key, value) {
  return value instanceof Error ? { ...fields(value), ...value } : value
}

function fields(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : error.stack,
  }
}
