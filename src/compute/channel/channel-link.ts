/**
 * A managed runtime behind its channel, which is two streams: one to the runtime, one from it. On a single one a runtime that waits in a
 * read is woken when its answer is read, for nothing: half of all wakings of warm functions were such (Linux wakes who waits on a Unix
 * socket when there is room in it again). Everything a runtime says is checked against what it may say at that point; one that breaks the
 * rules is cut off, and its environment takes that as its end.
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
import { FrameReader, frame, framesWithPayload, type Oversized, shortFrame, splitPayload } from './frames.ts'

/** Streams that a managed runtime is started with. */
export const channelStreams = 2

/** A runtime that has closed what it reads may have said something before: that is waited for so long. Unit: milliseconds. Source: chosen. */
const closedGraceMs = 100

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

/** The server's end of the channel. */
export class ChannelLink implements RuntimeLink {
  readonly #toRuntime: Duplex
  readonly #fromRuntime: Duplex
  readonly #reader = new FrameReader((type, body) => this.#take(type, body), bodyBytesMax, letters.chunk)
  readonly booted: Promise<void>
  /** Resolves when it has finished its first invocation, or will finish none. */
  readonly served: Promise<void>
  /** Resolves when nothing more will be read. */
  readonly closed: Promise<void>
  #listener: LinkListener | undefined
  #stage: Stage = 'booting'
  #sink: InvocationSink | undefined
  #onBooted: () => void = () => {}
  #onServed: () => void = () => {}
  #onLoaded: ((fault: RuntimeFault | undefined) => void) | undefined
  #brokenBy: string | undefined

  /** `channels`: those of the process, of which there are {@link channelStreams}. */
  constructor(channels: readonly Duplex[]) {
    const [toRuntime, fromRuntime] = channels
    if (!toRuntime || !fromRuntime) throw new Error('A managed runtime has no channel')
    this.#toRuntime = toRuntime
    this.#fromRuntime = fromRuntime
    this.booted = new Promise((resolve) => {
      this.#onBooted = resolve
    })
    this.served = new Promise((resolve) => {
      this.#onServed = resolve
    })
    this.closed = new Promise((resolve) => {
      fromRuntime.once('close', resolve)
    })
    fromRuntime.on('data', (chunk: Buffer) => {
      try {
        this.#reader.push(chunk)
      } catch (error) {
        this.#break(error instanceof Error ? error.message : String(error))
      }
    })
    const closed = () => this.#break('The channel was closed')
    fromRuntime.on('close', closed)
    fromRuntime.on('end', closed)
    toRuntime.once('end', () => setTimeout(closed, closedGraceMs).unref())
    toRuntime.on('data', () => this.#break('Something was said on the wrong stream'))
    for (const stream of [toRuntime, fromRuntime]) {
      stream.on('error', (error) => this.#break(error.message))
      // It may have been handed over paused.
      stream.resume()
    }
  }

  /** Who is told what comes beside invocations. */
  listen(listener: LinkListener): void {
    this.#listener = listener
    if (this.#brokenBy !== undefined) listener.broken(this.#brokenBy)
  }

  initialise(assignment: RuntimeAssignment): Promise<RuntimeFault | undefined> {
    this.#stage = 'loading'
    this.#toRuntime.write(frame('A', JSON.stringify(assignment)))
    return this.#loaded()
  }

  /** Has the hooks before a snapshot run; from then on it serves forks. */
  prepareSnapshot(): Promise<RuntimeFault | undefined> {
    this.#stage = 'loading'
    this.#toRuntime.write(frame('P', ''))
    return this.#loaded()
  }

  /** In a fork: takes its own environment, and has the hooks after restoring run. */
  restore(env: Readonly<Record<string, string>>): Promise<RuntimeFault | undefined> {
    this.#stage = 'loading'
    this.#toRuntime.write(frame('Q', JSON.stringify({ env })))
    return this.#loaded()
  }

  invoke(header: InvocationHeader, payload: Uint8Array, sink: InvocationSink): void {
    this.#stage = 'running'
    this.#sink = sink
    const text = JSON.stringify(header)
    const short = shortFrame('I', text, payload)
    if (short !== undefined) this.#toRuntime.write(short, 'latin1')
    else for (const piece of framesWithPayload('I', text, payload)) this.#toRuntime.write(piece)
  }

  resume(): void {
    this.#fromRuntime.resume()
  }

  shutdown(reason: string): void {
    if (this.#stage !== 'closed') this.#toRuntime.write(frame('K', JSON.stringify({ reason })))
  }

  close(): void {
    this.#stage = 'closed'
    this.#sink = undefined
    this.#destroy()
  }

  #destroy(): void {
    this.#onServed()
    this.#toRuntime.destroy()
    this.#fromRuntime.destroy()
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
        if (this.#sink && !this.#sink.chunk(body)) this.#fromRuntime.pause()
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
        this.#onServed()
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
    this.#destroy()
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
