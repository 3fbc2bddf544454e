/** Failures as AWS words them. Source: AWS's runtime interface client for Node.js, and the Lambda Developer Guide. */
import { types } from 'node:util'

let namesAreShown = false

/** Whether the log shows the name of a fault beside its type: since Node.js 24 it is a property as others are. */
export function showFaultNames(shown) {
  namesAreShown = shown
}

/** What the runtime itself finds wrong; its name is AWS's error type. */
export class RuntimeFault extends Error {
  constructor(type, message) {
    super(message)
    Object.defineProperty(this, 'name', {
      value: `Runtime.${type}`,
      enumerable: namesAreShown,
      configurable: true,
    })
    // The first line of a stack is taken from the name that an error was made with.
    this.stack = `${this.name}: ${message}${stackLines(this)}`
  }
}

function stackLines(error) {
  const lines = String(error.stack).split('\n')
  const first = lines.findIndex((line) => /^\s+at /.test(line))
  return first < 0 ? '' : `\n${lines.slice(first).join('\n')}`
}

/** A rejection that nobody handled. */
export class UnhandledPromiseRejection extends RuntimeFault {
  constructor(reason, promise) {
    super('UnhandledPromiseRejection', text(reason))
    this.reason = reason
    this.promise = promise
  }
}

function text(value) {
  try {
    return String(value)
  } catch {
    return typeof value
  }
}

/** The error response: `{errorType, errorMessage, trace}`. */
export function errorResponse(error) {
  try {
    if (types.isNativeError(error) || looksLikeError(error)) {
      return {
        errorType: escaped(error.name),
        errorMessage: escaped(error.message),
        trace: typeof error.stack === 'string' ? escaped(error.stack).split('\n') : [],
      }
    }
    return { errorType: typeof error, errorMessage: error.toString(), trace: [] }
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    }
  }
}

function looksLikeError(value) {
  return ['name', 'message', 'stack'].every((key) => typeof value?.[key] === 'string' && value[key] !== '')
}

function escaped(value) {
  return typeof value === 'string' ? value.replace(/\x7F/g, '%7F') : value
}

export function asError(value) {
  return value instanceof Error ? value : new Error(value)
}

/** An error as the text form of the log has it: JSON of all that it carries. */
export function errorAsText(error) {
  try {
    return `\t${JSON.stringify(error, (_key, value) => withProperties(value))}`
  } catch {
    return `\t${JSON.stringify(errorResponse(error))}`
  }
}

function withProperties(value) {
  if (!(value instanceof Error)) return value
  const properties = { errorType: value.name, errorMessage: value.message, code: value.code, ...value }
  if (typeof value.stack === 'string') properties.stack = value.stack.split('\n')
  return properties
}
