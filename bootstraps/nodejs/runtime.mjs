/** From a booted interpreter to a function that answers: assignment, initialisation, invocations. */

import inspector from 'node:inspector'
import module from 'node:module'
import { setImmediate } from 'node:timers'
import { leadAnswers } from './answers.mjs'
import { Channel, splitHeader } from './channel.mjs'
import { leadConnections } from './connections.mjs'
import { contextOf } from './context.mjs'
import { errorResponse, RuntimeFault, showFaultNames, UnhandledPromiseRejection } from './errors.mjs'
import { installGlobals, streamingOf } from './globals.mjs'
import { loadHandler } from './handler.mjs'
import { callbacksOf, Invocation, isPromise } from './invocation.mjs'
import { InvokeStore } from './invoke-store.mjs'
import { Log } from './log.mjs'
import { ResponseStream } from './response-stream.mjs'

const callbacksRemoved =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.'

function answer(invocation, result) {
  try {
    invocation.succeed(result)
  } catch (error) {
    invocation.fail(error)
  }
}

export class Runtime {
  #channel
  #log
  /** Since Node.js 24 AWS's runtime is another one, with other rules. */
  #modern = true
  #handler
  #streaming
  #store = new InvokeStore()
  /** What a failure outside of the handler's promise is reported to; undefined between invocations. */
  #onCrash
  /** What happens when the event loop runs empty during an invocation. */
  #onIdle
  #initialising = true
  /** Nobody else lives in this environment, so that it may rest between invocations. */
  #rests = false
  #isWaiting = false
  #restIsDue = false
  /** The handler has not come to an end. */
  #isRunning = false
  /** A debugger is answered by the event loop. */
  #isDebugged = false

  /** File descriptors of the channel. */
  constructor(reads, writes) {
    this.#channel = new Channel(reads, writes, (type, body) => this.#frame(type, body))
    this.#log = new Log(this.#channel)
  }

  booted() {
    this.#channel.say(['b', JSON.stringify({ runtime: `nodejs${process.versions.node}`, pid: process.pid })])
  }

  #frame(type, body) {
    if (type === 'I') this.#invoke(body)
    else if (type === 'A') void this.#assign(JSON.parse(body.toString()))
    else if (type === 'K') process.reallyExit(0)
    else process.reallyExit(1)
  }

  async #assign({ env, handler, taskRoot, layersRoot = '/opt', workingDirectory, sdkPaths = [] }) {
    if (env) takeEnvironment(env)
    this.#modern = majorVersion() >= 24
    showFaultNames(this.#modern)
    setModulePath(taskRoot, layersRoot, sdkPaths)
    process.chdir(workingDirectory)
    this.#isDebugged = inspector.url() !== undefined
    this.#log.setInvocation(this.#modern ? '-' : undefined)
    this.#log.patchConsole()
    this.#catchCrashes()
    installGlobals()
    if (this.#modern && globalThis.awslambda) globalThis.awslambda.InvokeStore = this.#store
    try {
      // A module that waits for what never comes leaves the loop empty.
      this.#channel.release()
      const loaded = await loadHandler(taskRoot, handler, this.#modern)
      this.#streaming = streamingOf(loaded)
      if (this.#modern && loaded.length >= 3 && !this.#streaming) {
        throw new RuntimeFault('CallbackHandlerDeprecated', callbacksRemoved)
      }
      this.#handler = loaded
    } catch (error) {
      this.#log.error(this.#modern ? 'Init Error' : 'Uncaught Exception', error)
      if (!this.#modern) this.#failToStart(error, 129)
      this.#channel.say(['x', JSON.stringify(errorResponse(error))])
      throw error
    }
    this.#initialising = false
    this.#channel.hold()
    this.#channel.say(['r', ''])
  }

  #failToStart(error, code) {
    this.#channel.say(['x', JSON.stringify(errorResponse(error))])
    process.exit(code)
  }

  #catchCrashes() {
    process.on('exit', () => this.#channel.flush())
    // Since Node.js 24 AWS leaves these to Node.js: it prints the error and ends with 1, or with 0 when nothing is left to wait for.
    if (this.#modern) return
    process.on('uncaughtException', (error) => this.#crash('Uncaught Exception', error, 129))
    process.on('unhandledRejection', (reason, promise) =>
      this.#crash('Unhandled Promise Rejection', new UnhandledPromiseRejection(reason, promise), 128),
    )
    process.on('beforeExit', () => {
      const listener = this.#onIdle
      this.#onIdle = undefined
      if (listener) listener()
      else if (this.#initialising) process.exit(13)
    })
  }

  #crash(what, error, code) {
    this.#log.error(what, error)
    if (this.#initialising) this.#failToStart(error, code)
    this.#onCrash?.(error)
    process.exit(code)
  }

  #invoke(body) {
    const [header, payload] = splitHeader(body)
    this.#log.setInvocation(header.id, header.tenantId)
    this.#isWaiting = false
    this.#isRunning = true
    this.#rests = header.rests === true && !this.#isDebugged
    if (header.trace === undefined) delete process.env._X_AMZN_TRACE_ID
    else process.env._X_AMZN_TRACE_ID = header.trace
    // What the handler leaves undone is all that keeps the loop running.
    this.#channel.release()
    leadAnswers(payload)
    leadConnections(payload)
    this.#run(header, payload)
  }

  #next = () => {
    this.#onCrash = undefined
    this.#onIdle = undefined
    this.#isRunning = false
    if (!this.#rests) {
      this.#channel.listen()
      this.#channel.hold()
      return
    }
    this.#isWaiting = true
    this.#restSoon()
  }

  /** Not at once: a handler that calls back would go ever deeper. */
  #restSoon() {
    if (this.#restIsDue) return
    this.#restIsDue = true
    setImmediate(this.#rest)
  }

  #rest = () => {
    this.#restIsDue = false
    // The loop may have read the next invocation by now.
    if (this.#isWaiting) this.#channel.rest()
  }

  /** An invocation that takes more than a turn of the loop hears the end of the server. */
  #listenIfRunning = () => {
    if (this.#isRunning) this.#channel.listen()
  }

  #run(header, payload) {
    if (this.#streaming) {
      // Until the response has ended the channel keeps the loop running.
      this.#channel.listen()
      void this.#runStreaming(header, payload)
      return
    }
    if (this.#channel.isAtRest) setImmediate(this.#listenIfRunning)
    const invocation = new Invocation(this.#channel, this.#log, this.#modern, this.#next)
    if (this.#modern) {
      void this.#runModern(invocation, header, payload)
      return
    }
    this.#onCrash = (error) => invocation.fatal(error)
    this.#runWithCallbacks(invocation, header, payload)
  }

  async #runModern(invocation, header, payload) {
    try {
      const context = contextOf(header, true)
      const event = JSON.parse(payload.toString())
      this.#store.enter(context)
      const result = await this.#handler(event, context)
      this.#isRunning = false
      // Microtasks and what is due already come before the answer.
      setImmediate(() => answer(invocation, result))
      // Behind the answer, in the same turn.
      if (this.#rests) this.#restSoon()
    } catch (error) {
      invocation.fail(error)
    }
  }

  #runWithCallbacks(invocation, header, payload) {
    const onIdle = (listener) => {
      this.#onIdle = listener
    }
    // A handler that never answers has answered null when nothing is left to wait for.
    onIdle(() => invocation.succeed(null))
    const [callback, context] = callbacksOf(invocation, onIdle)
    try {
      const data = contextOf(header, false)
      const result = this.#handler(JSON.parse(payload.toString()), Object.assign(context, data), callback)
      if (isPromise(result)) result.then(context.succeed, context.fail).catch(context.fail)
    } catch (error) {
      callback(error)
    }
  }

  async #runStreaming(header, payload) {
    const stream = new ResponseStream(this.#channel, this.#streaming)
    stream.on('error', () => {})
    const finish = () => {
      const end = () => {
        this.#channel.say(['d', ''])
        this.#next()
      }
      this.#onCrash = undefined
      this.#channel.release()
      if (this.#modern || !waits) end()
      else this.#onIdle = () => setImmediate(end)
    }
    this.#onCrash = (error) => stream.fail(error, true)
    let waits = true
    try {
      const context = contextOf(header, this.#modern)
      if (this.#modern) this.#store.enter(context)
      else {
        Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
          get: () => waits,
          set: (value) => {
            waits = value
          },
          enumerable: true,
        })
      }
      const result = this.#handler(JSON.parse(payload.toString()), stream, context)
      if (!isPromise(result)) {
        const problem = 'Streaming does not support non-async handlers.'
        throw this.#modern ? new Error(problem) : problem
      }
      // Until the response ends the invocation goes on, whatever else is left to do.
      this.#channel.hold()
      if ((await result) !== undefined) console.warn('Streaming handlers ignore return values.')
      if (!stream.writableFinished) {
        await new Promise((resolve, reject) => {
          stream.once('finish', resolve).once('error', reject)
          stream.once('close', () => reject(new Error('Response stream is not finished.')))
        })
      }
      finish()
    } catch (error) {
      this.#log.error('Invoke Error', error)
      stream.fail(error)
      finish()
    }
  }
}

/** Of the runtime that the function asked for, which may not be this interpreter's. */
function majorVersion() {
  const asked = /^AWS_Lambda_nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')
  return Number(asked?.[1] ?? process.versions.node.split('.')[0])
}

function takeEnvironment(variables) {
  for (const name of Object.keys(process.env)) {
    if (!(name in variables)) delete process.env[name]
  }
  for (const [name, value] of Object.entries(variables)) {
    if (process.env[name] !== value) process.env[name] = value
  }
}

function setModulePath(taskRoot, layersRoot, sdkPaths) {
  const major = majorVersion()
  process.env.NODE_PATH ??= [
    `${layersRoot}/nodejs/node${major}/node_modules`,
    `${layersRoot}/nodejs/node_modules`,
    ...sdkPaths,
    '/var/runtime',
    taskRoot,
  ].join(':')
  module._initPaths()
}
