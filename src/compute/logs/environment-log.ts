/**
 * The log of one environment: its stream in CloudWatch Logs, and the last lines of an invocation for who asked for them. Lines
 * are handed on in batches, off the path of a response. A function that prints faster than lines can be stored is made to
 * wait: the streams that it prints to are not read on, so that nothing piles up here.
 */
import type { Readable } from 'node:stream'
import type { FunctionVersion, LogSink } from '../types.ts'
import type { PlatformEvent } from './platform-events.ts'
import { endLine, platformLine } from './platform-lines.ts'

/** Lines wait this long for company. Unit: milliseconds. Source: chosen; one commit takes 1 to 5. */
const batchMs = 25

/** A batch is handed on when it is so large. Unit: characters. Source: CloudWatch Logs, a batch of PutLogEvents holds 1 MiB. */
const batchCharacters = 524_288

/** What may wait to be stored before a function's output is read no further. Unit: characters. Source: chosen. */
const pressureCharacters = 4 * 1024 * 1024

/** The log that an Invoke answers. Unit: bytes. Source: Lambda API Reference, Invoke, `LogResult`. */
const tailBytes = 4_096

/** Where an environment's lines go. */
export class EnvironmentLog {
  readonly #sink: LogSink
  readonly #version: FunctionVersion
  readonly #target: Parameters<LogSink['append']>[0]
  #batch: Array<{ timestamp: number; message: string }> = []
  #batchSize = 0
  #unflushed = 0
  #timer: NodeJS.Timeout | undefined
  #begun = false
  #tail: string[] | undefined
  readonly #sources = new Set<Readable>()
  #waiting = false

  constructor(sink: LogSink, version: FunctionVersion, streamName: string) {
    this.#sink = sink
    this.#version = version
    const { accountId, region, logging } = version
    this.#target = { accountId, region, groupName: logging.group, streamName }
  }

  /** The stream's name. */
  get streamName(): string {
    return this.#target.streamName
  }

  /** Appends a line with its line break. */
  append(message: string, timestamp: number): void {
    this.#batch.push({ timestamp, message })
    this.#batchSize += message.length
    this.#tail?.push(message)
    if (this.#batchSize >= batchCharacters) this.handOn()
    // The first lines do not wait, so that group and stream are there when the first invocation has its answer.
    else this.#timer ??= setTimeout(() => this.handOn(), this.#begun ? batchMs : 0).unref()
  }

  /** Appends what Lambda tells, in the form that the function's configuration asks for. */
  platform(event: PlatformEvent, timestamp: number): void {
    const { logging } = this.#version
    const time = logging.format === 'Text' ? '' : new Date(timestamp).toISOString()
    const line = platformLine(event, time, logging)
    if (line !== undefined) this.append(line, timestamp)
  }

  /** The line that ends an invocation. */
  end(requestId: string, timestamp: number): void {
    if (this.#version.logging.format === 'Text') this.append(endLine(requestId), timestamp)
  }

  /** Begins to remember the last lines. */
  startTail(): void {
    this.#tail = []
  }

  /** The last 4 KB since {@link startTail}. */
  takeTail(): string {
    const bytes = Buffer.from((this.#tail ?? []).join(''))
    this.#tail = undefined
    return bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString()
  }

  /** A stream that is paused while too much waits. */
  watch(source: Readable): void {
    this.#sources.add(source)
    source.once('close', () => this.#sources.delete(source))
  }

  /** Hands on what waits, now. */
  handOn(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#batch.length === 0) return
    const batch = this.#batch
    this.#begun = true
    this.#unflushed += this.#batchSize
    this.#batch = []
    this.#batchSize = 0
    this.#sink.append(this.#target, batch)
    if (this.#tail && this.#tail.length > 1_000) this.#tail = [this.#lastOf(this.#tail)]
    if (this.#unflushed > pressureCharacters && !this.#waiting) this.#waitForSink()
  }

  #lastOf(lines: readonly string[]): string {
    const text = lines.slice(-1_000).join('')
    return text.slice(-tailBytes)
  }

  #waitForSink(): void {
    this.#waiting = true
    for (const source of this.#sources) source.pause()
    this.#sink
      .flush()
      .catch(() => {})
      .finally(() => {
        this.#waiting = false
        this.#unflushed = 0
        for (const source of this.#sources) source.resume()
      })
  }
}

/** `2026/05/31/[$LATEST]<32 hex>`. Source: Lambda Developer Guide, "Lambda logs in CloudWatch". */
export function logStreamName(version: FunctionVersion, id: string, now: number): string {
  const [year, month, day] = new Date(now).toISOString().slice(0, 10).split('-')
  return `${year}/${month}/${day}/[${version.version}]${id}`
}
