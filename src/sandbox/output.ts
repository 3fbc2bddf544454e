/**
 * The output of a process: a named pipe, so that the process may open it again by `/dev/stdout`, read without a helper in
 * between. What is in the pipe cannot be asked for. While it is read as it comes, a whole turn of the event loop has read what was
 * there before: a turn reads all that a pipe holds. While its reader rests, {@link ProcessOutput.delivered} sends a mark after it: the
 * mark is random, short enough to be written in one piece, and taken out again where it arrives. A mark each time would be
 * right as well, and takes a tenth of a short invocation.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { within } from './within.ts'

/** Unit: bytes. */
const markLength = 18

/** Reads a named pipe. It ends when nobody holds it open for writing any more. */
export class ProcessOutput extends Readable {
  readonly #pipe: Socket
  readonly #mark: Buffer
  #writeEnd: number | undefined
  #marks: Array<() => void> = []
  /** Marks that did not fit into the full pipe. */
  #unwritten = 0
  /** What may be the beginning of a mark. */
  #held: Buffer | undefined
  #drained: Array<() => void> = []
  #ended = false
  /** The pipe is not read, because what was read waits for its reader; and how often that was so. */
  #resting = false
  #rests = 0

  /** Opens the pipe at `path`; never blocks. `mark`: random bytes that nobody else knows. */
  constructor(path: string, mark: Uint8Array) {
    super({ highWaterMark: 256 * 1024 })
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      this.#writeEnd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch (error) {
      closeSync(readEnd)
      throw error
    }
    this.#mark = Buffer.concat([Buffer.from([0, 1]), mark]).subarray(0, markLength)
    this.#pipe = new Socket({ fd: readEnd, readable: true, writable: false })
    this.#pipe.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#pipe.on('error', () => {})
    this.#pipe.on('close', () => this.#finish())
  }

  /** Resolves when everything written before has been handed to this stream's readers, or after so many milliseconds of waiting for them. */
  async delivered(patienceMs?: number): Promise<void> {
    const rests = this.#rests
    if (!this.#resting) await restAndTurn()
    const isRead = this.#ended || this.#writeEnd === undefined || (!this.#resting && rests === this.#rests)
    if (isRead && (this.readableLength === 0 || this.destroyed)) return
    const marked = isRead ? this.#consumed() : this.#marked()
    await (patienceMs === undefined ? marked : within(patienceMs, marked))
  }

  #marked(): Promise<void> {
    return new Promise((resolve) => {
      this.#marks.push(resolve)
      this.#unwritten++
      this.#writeMarks()
    })
  }

  /** The process has ended: the pipe stays open only for what it started. */
  async processEnded(): Promise<void> {
    await this.delivered()
    this.#closeWriteEnd()
  }

  override _read(): void {
    this.#resting = false
    this.#pipe.resume()
  }

  /** Every way of reading comes through here, but for what is handed on without having been kept. */
  override read(size?: number): unknown {
    const chunk = super.read(size)
    if (this.readableLength === 0) for (const resolve of this.#drained.splice(0)) resolve()
    return chunk
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#closeWriteEnd()
    this.#pipe.destroy()
    this.#finish()
    callback(error)
  }

  #consumed(): Promise<void> {
    if (this.readableLength === 0 || this.destroyed) return Promise.resolve()
    return new Promise((resolve) => void this.#drained.push(resolve))
  }

  #writeMarks(): void {
    try {
      for (; this.#unwritten > 0 && this.#writeEnd !== undefined; this.#unwritten--)
        writeSync(this.#writeEnd, this.#mark)
    } catch (error) {
      // Full: tried again after the next piece has been read.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) this.#settleMarks()
    }
  }

  #take(chunk: Buffer): void {
    if (this.#marks.length === 0) this.#give(chunk)
    else this.#giveWithoutMarks(this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]))
    if (this.#unwritten > 0) this.#writeMarks()
  }

  #giveWithoutMarks(bytes: Buffer): void {
    this.#held = undefined
    for (;;) {
      const at = this.#marks.length > 0 ? bytes.indexOf(this.#mark) : -1
      if (at < 0) break
      this.#give(bytes.subarray(0, at))
      bytes = bytes.subarray(at + this.#mark.length)
      const resolve = this.#marks.shift()
      if (resolve) void this.#consumed().then(resolve)
    }
    const kept = this.#marks.length > 0 ? beginningAtEnd(bytes, this.#mark) : 0
    if (kept > 0) this.#held = bytes.subarray(bytes.length - kept)
    this.#give(bytes.subarray(0, bytes.length - kept))
  }

  #give(bytes: Buffer): void {
    if (bytes.length === 0 || this.push(bytes)) return
    this.#resting = true
    this.#rests++
    this.#pipe.pause()
  }

  #finish(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#held !== undefined) this.#give(this.#held)
    this.#held = undefined
    this.#settleMarks()
    this.#closeWriteEnd()
    if (!this.destroyed) this.push(null)
  }

  #settleMarks(): void {
    this.#unwritten = 0
    for (const resolve of this.#marks.splice(0)) resolve()
    for (const resolve of this.#drained.splice(0)) resolve()
  }

  #closeWriteEnd(): void {
    if (this.#writeEnd === undefined) return
    closeSync(this.#writeEnd)
    this.#writeEnd = undefined
  }
}

let turn: Promise<void> | undefined

/** The rest of this turn of the event loop, and a whole one. All that ask in one turn wait together. */
function restAndTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined
      setImmediate(resolve)
    })
  })
  return turn
}

/** How many bytes at the end of `bytes` are the beginning of `mark`. */
function beginningAtEnd(bytes: Buffer, mark: Buffer): number {
  for (let length = Math.min(mark.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length
  }
  return 0
}
