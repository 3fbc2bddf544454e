/**
 * A managed runtime behind the channel. Everything it says is checked against what it may say at that point; a runtime that
 * breaks the rules is cut off, and its environment takes that as its end.
 */
import type { Duplex } from 'node:stream'
import { responseBytesMax } from '../limits.ts'
import type {
  InvocationHeader,
  InvocationSink,
  LinkListener,
  RuntimeAssignment,
  RuntimeFault,
  RuntimeLink,
} from '../link/types.ts'
import { FrameReader, frame, framesWithPayload, type Oversized, splitPayload } from './frames.ts'

/** The longest body of a frame that is kept. Unit: bytes. Source: a response, and a header before it. */
const bodyBytesMax = responseBytesMax + 65_536

const letters = {
  booted: 'b'.charCodeAt(0),
  ready: 'r'.charCodeAt(0),
  initFailed: 'x'.charCodeAt(0),
  result: 'o'.charCodeAt(0),
  failed: 'e'.charCodeAt(0),
  streamBegins: 's'.charCodeAt(0),
  chunk: 'c'.charCodeAt(0),
  streamEnds: 'z'.charCodeAt(0),
  done: 'd'.charCodeAt(0),
  log: 'l'.charCodeAt(0),
} as const

/** What may come next. */
type Stage = 'booting' | 'booted' | 'loading' | 'waiting' | 'running' | 'streaming' | 'answered' | 'closed'

/** One end of the channel. */
export class ChannelLink implements RuntimeLink {
  readonly #channel: Duplex
  readonly #reader = new FrameReader((type, body) => this.#take(type, body), bodyBytesMax, letters.chunk)
  readonly booted: Promise<void>
  /** Resolves when nothing more will be read. */
  readonly closed: Promise<void>
  #listener: LinkListener | undefined
  #stage: Stage = 'booting'
  #sink: InvocationSink | undefined
  #onBooted: () => void = () => {}
  #onLoaded: ((fault: RuntimeFault | undefined) => void) | undefined
  #brokenBy: string | undefined

  constructor(channel: Duplex) {
    this.#channel = channel
    this.booted = new Promise((resolve) => {
      this.#onBooted = resolve
    })
    this.closed = new Promise((resolve) => {
      channel.once('close', resolve)
    })
    channel.on('data', (chunk: Buffer) => {
      try {
        this.#reader.push(chunk)
      } catch (error) {
        this.#break(error instanceof Error ? error.message : String(error))
      }
    })
    channel.on('error', (error) => this.#break(error.message))
    channel.on('close', () => this.#break('The channel was closed'))
    channel.on('end', () => this.#break('The channel was closed'))
    // It may have been handed over paused.
    channel.resume()
  }

  /** Who is told what comes beside invocations. */
  listen(listener: LinkListener): void {
    this.#listener = listener
    if (this.#brokenBy !== undefined) listener.broken(this.#brokenBy)
  }

  initialise(assignment: RuntimeAssignment): Promise<RuntimeFault | undefined> {
    this.#stage = 'loading'
    this.#channel.write(frame('A', JSON.stringify(assignment)))
    return this.#loaded()
  }

  /** Has the hooks before a snapshot run; from then on it serves forks. */
  prepareSnapshot(): Promise<RuntimeFault | undefined> {
    this.#stage = 'loading'
    this.#channel.write(frame('P', ''))
    return this.#loaded()
  }

  /** In a fork: takes its own environment, and has the hooks after restoring run. */
  restore(env: Readonly<Record<string, string>>): Promise<RuntimeFault | undefined> {
    this.#stage = 'loading'
    this.#channel.write(frame('Q', JSON.stringify({ env })))
    return this.#loaded()
  }

  invoke(header: InvocationHeader, payload: Uint8Array, sink: InvocationSink): void {
    this.#stage = 'running'
    this.#sink = sink
    for (const piece of framesWithPayload('I', JSON.stringify(header), payload)) this.#channel.write(piece)
  }

  resume(): void {
    this.#channel.resume()
  }

  shutdown(reason: string): void {
    if (this.#stage !== 'closed') this.#channel.write(frame('K', JSON.stringify({ reason })))
  }

  close(): void {
    this.#stage = 'closed'
    this.#sink = undefined
    this.#channel.destroy()
  }

  #loaded(): Promise<RuntimeFault | undefined> {
    return new Promise((resolve) => {
      this.#onLoaded = resolve
    })
  }

  #take(type: number, body: Buffer | Oversized): void {
    if (this.#stage === 'closed') return
    if (!Buffer.isBuffer(body)) {
      if (type === letters.result && this.#stage === 'running') {
        this.#stage = 'answered'
        this.#sink?.resultTooLarge(body.bytes)
      } else if (type !== letters.log) this.#break('A frame is too long')
      return
    }
    switch (type) {
      case letters.log:
        this.#log(body)
        return
      case letters.booted:
        this.#expect('booting')
        this.#stage = 'booted'
        this.#onBooted()
        return
      case letters.ready:
        this.#expect('loading')
        this.#finishLoading(undefined)
        return
      case letters.initFailed:
        this.#expect('loading')
        this.#finishLoading(fault(body))
        return
      case letters.result:
        this.#expect('running')
        this.#stage = 'answered'
        this.#sink?.result(body)
        return
      case letters.failed:
        this.#expect('running')
        this.#stage = 'answered'
        this.#sink?.failed(fault(body))
        return
      case letters.streamBegins:
        this.#expect('running')
        this.#stage = 'streaming'
        this.#sink?.streamBegins(contentTypeOf(body))
        return
      case letters.chunk:
        this.#expect('streaming')
        if (this.#sink && !this.#sink.chunk(body)) this.#channel.pause()
        return
      case letters.streamEnds:
        this.#expect('streaming')
        this.#stage = 'answered'
        this.#sink?.streamEnds(body.length === 0 ? undefined : fault(body))
        return
      case letters.done: {
        this.#expect('answered')
        this.#stage = 'waiting'
        const sink = this.#sink
        this.#sink = undefined
        sink?.done()
        return
      }
      default:
        throw new Error(`A frame of the unknown type ${type}`)
    }
  }

  #finishLoading(result: RuntimeFault | undefined): void {
    this.#stage = 'waiting'
    this.#onLoaded?.(result)
    this.#onLoaded = undefined
  }

  #expect(stage: Stage): void {
    if (this.#stage !== stage) throw new Error(`A frame out of turn, while ${this.#stage}`)
  }

  #log(body: Buffer): void {
    const { header, payload } = splitPayload(body)
    const { time } = JSON.parse(header.toString()) as { time?: unknown }
    this.#listener?.log(
      payload.toString(),
      typeof time === 'number' && Number.isFinite(time) ? time : undefined,
    )
  }

  #break(reason: string): void {
    if (this.#stage === 'closed' || this.#brokenBy !== undefined) return
    this.#brokenBy = reason
    this.#stage = 'closed'
    this.#sink = undefined
    this.#channel.destroy()
    this.#listener?.broken(reason)
  }
}

/** What a runtime failed with; its words are passed on as they are, when they are JSON at all. */
function fault(body: Buffer): RuntimeFault {
  const parsed = JSON.parse(body.toString()) as { errorType?: unknown }
  const errorType = typeof parsed?.errorType === 'string' ? parsed.errorType : 'Runtime.Unknown'
  return { errorType, payload: body }
}

function contentTypeOf(body: Buffer): string | undefined {
  if (body.length === 0) return undefined
  const { contentType } = JSON.parse(body.toString()) as { contentType?: unknown }
  return typeof contentType === 'string' ? contentType : undefined
}
