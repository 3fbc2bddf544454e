/** The host program: a child of the server that makes sandboxes, and the requests to it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Logger } from '../base/logger.ts'
import { OperationalError } from '../base/operational-error.ts'
import { encodeFrame, type Frame, FrameReader } from './frames.ts'

/** The program for this machine, where there is one. */
export function findProgram(): string | undefined {
  if (process.platform !== 'linux') return undefined
  const path = join(import.meta.dirname, 'bin', `linux-${process.arch}`, 'lambent-sandbox')
  return existsSync(path) ? path : undefined
}

/** What the program tells without being asked. */
export interface ProgramEvents {
  /** A process ended. `id`: the request that started it. */
  processEnded(id: number, end: { code: number; signal: number; outOfMemory: boolean }): void
  parentEnded(id: number, end: { code: number; signal: number }): void
  /** The program has ended, and every sandbox with it. */
  closed(): void
}

/** The running program. */
export class SandboxProgram {
  readonly #child: ChildProcess
  readonly #control: Duplex
  readonly #waiting = new Map<
    number,
    { resolve: (texts: readonly string[]) => void; reject: (error: Error) => void }
  >()
  readonly #exited: Promise<void>
  #lastId = 0
  #closed = false

  constructor(path: string, logger: Logger, events: ProgramEvents) {
    this.#child = spawn(path, ['host'], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: {} })
    this.#control = this.#child.stdio[3] as Duplex
    this.#exited = new Promise((resolve) => this.#child.once('close', () => resolve()))
    const reader = new FrameReader()
    this.#control.on('data', (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk)) this.#receive(frame, events)
      } catch (error) {
        logger.error('The sandbox program cannot be understood: it ends.', { error })
        this.#control.destroy()
      }
    })
    const close = () => {
      if (this.#closed) return
      this.#closed = true
      for (const { reject } of this.#waiting.values()) reject(hasEnded())
      this.#waiting.clear()
      events.closed()
    }
    this.#control.on('close', close)
    this.#control.on('error', close)
    this.#child.on('error', close)
    this.#child.stderr?.on('data', (chunk: Buffer) =>
      logger.warn('The sandbox program says something.', { text: chunk.toString().trim() }),
    )
  }

  /** Its id among processes. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  get closed(): boolean {
    return this.#closed
  }

  /** A number for the next request. */
  nextId(): number {
    return ++this.#lastId
  }

  /** Asks; the answer's texts. Fails with an OperationalError. */
  ask(
    kind: string,
    texts: readonly (string | number)[],
    id: number = this.nextId(),
  ): Promise<readonly string[]> {
    if (this.#closed) return Promise.reject(hasEnded())
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#control.write(encodeFrame(id, kind, texts))
    })
  }

  /** Says; there is no answer. */
  tell(kind: string, texts: readonly (string | number)[]): void {
    if (!this.#closed) this.#control.write(encodeFrame(this.nextId(), kind, texts))
  }

  /** Ends every sandbox and the program; resolves when nothing of them is left. */
  async end(): Promise<void> {
    this.#control.end()
    await this.#exited
  }

  #receive({ id, kind, texts }: Frame, events: ProgramEvents): void {
    if (kind === 'r') this.#take(id)?.resolve(texts)
    else if (kind === 'e') this.#take(id)?.reject(failure(texts[0] ?? 'unknown'))
    else if (kind === 'x')
      events.processEnded(Number(texts[0]), { ...endOf(texts), outOfMemory: texts[3] === '1' })
    else if (kind === 'w') events.parentEnded(Number(texts[0]), endOf(texts))
  }

  #take(id: number) {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }
}

function endOf(texts: readonly string[]) {
  return { code: Number(texts[1]), signal: Number(texts[2]) }
}

/** What everything that is under way fails with when the program ends. */
export function hasEnded(): OperationalError {
  return failure('the sandbox program has ended')
}

function failure(reason: string): OperationalError {
  return new OperationalError(`Sandbox: ${reason}.`, { retryable: false })
}
