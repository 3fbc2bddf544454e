/** How an invocation ends: an answer, once, and the next may come. */
import { errorResponse, RuntimeFault } from './errors.mjs'

/** One invocation of a handler that does not stream. */
export class Invocation {
  #channel
  #log
  #modern
  #done
  #answered = false

  /** `done` is called when the next invocation may come. */
  constructor(channel, log, modern, done) {
    this.#channel = channel
    this.#log = log
    this.#modern = modern
    this.#done = done
  }

  get answered() {
    return this.#answered
  }

  /** Answers with a result. Throws when it has no JSON. */
  succeed(result) {
    if (this.#answered) {
      console.error(
        'Invocation has already been reported as done. Cannot call complete more than once per invocation.',
      )
      return
    }
    const body = this.#serialise(result)
    this.#answered = true
    this.#channel.sayEnd('o', body)
    this.#done()
  }

  #serialise(result) {
    let body
    try {
      body = JSON.stringify(result === undefined ? null : result)
    } catch {
      const message = 'Unable to stringify response body'
      throw this.#modern ? new RuntimeFault('JSONStringifyError', message) : new Error(message)
    }
    // UNVERIFIED: functions and symbols have no JSON, and AWS's client refuses what is no text.
    if (body === undefined) throw new TypeError('A string was expected')
    return body
  }

  fail(error) {
    if (this.#answered) return
    this.#answered = true
    this.#log.error('Invoke Error', error)
    this.#channel.sayEnd('e', JSON.stringify(errorResponse(error)))
    this.#done()
  }

  /** Answers with an error that ends the process. */
  fatal(error) {
    if (this.#answered) return
    this.#answered = true
    this.#channel.say(['e', JSON.stringify(errorResponse(error))])
  }
}

/**
 * The callback and the context's `done`, `succeed` and `fail` of Node.js 22 and earlier. The first that is called counts.
 * `onIdle(listener)` sets what happens when the event loop runs empty.
 */
export function callbacksOf(invocation, onIdle) {
  let finished = false
  let waits = true
  const once =
    (answer) =>
    (...values) => {
      if (finished) return
      answer(...values)
      finished = true
    }
  const now = (error, result) => {
    onIdle(undefined)
    if (error !== undefined && error !== null) invocation.fail(error)
    else invocation.succeed(result)
  }
  const callback = (error, result) => {
    if ((error !== undefined && error !== null) || !waits) now(error, result)
    else onIdle(() => setImmediate(() => invocation.succeed(result)))
  }
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waits
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waits = value
    },
    succeed: once((result) => now(null, result)),
    fail: once((error) => now(error === undefined || error === null ? 'handled' : error, null)),
    done: once(now),
  }
  return [once(callback), context]
}

export function isPromise(value) {
  return typeof value?.then === 'function'
}
