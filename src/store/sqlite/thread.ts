import type { Worker } from 'node:worker_threads'
import { OperationalError } from '../../base/operational-error.ts'
import { startThread } from '../../base/system-thread.ts'
import { packRequest, unpackReplies } from './packing.ts'
import {
  type Cells,
  type FromThread,
  isRead,
  type Request,
  type ThreadCallName,
  type ThreadCalls,
  type ThreadOptions,
  type ToThread,
} from './protocol.ts'

interface Waiting {
  readonly writes: boolean
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * A thread with a database. Calls made in one turn of the event loop travel in one message, and so do their answers:
 * waking the other side costs more than the work. An idle thread does not keep the process alive.
 */
export class Thread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #ready: Promise<void>
  readonly #afterReplies: () => void
  #outbox: Cells = []
  #nextId = 1
  #writing = 0
  #holdsMessages = false
  #failure: Error | undefined
  #onClosed: (() => void) | undefined

  /** `afterReplies` runs once after each batch of answers. */
  constructor(options: ThreadOptions, afterReplies: () => void = () => {}) {
    this.#afterReplies = afterReplies
    this.#worker = startThread(import.meta.url, 'worker', {
      name: `sqlite-${options.role}`,
      workerData: options,
    })
    this.#ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromThread) => {
        switch (message.type) {
          case 'ready':
            this.#worker.unref()
            resolve()
            break
          case 'refused':
            this.#fail(new OperationalError(message.failure.message, message.failure))
            reject(this.#failure)
            break
          case 'replies':
            this.#holdsMessages = message.holdsMessages
            this.#settle(message.replies)
            break
          case 'closed':
            this.#onClosed?.()
            break
        }
      })
      this.#worker.on('error', (error) => {
        this.#fail(new OperationalError('A thread of the store failed', { cause: error, retryable: false }))
        reject(this.#failure)
      })
      this.#worker.on('exit', () => {
        this.#fail(new OperationalError('A thread of the store has ended', { retryable: false }))
        reject(this.#failure)
        this.#onClosed?.()
      })
    })
    // Whoever opens the store awaits `ready`; nobody may have begun to when it fails.
    this.#ready.catch(() => {})
  }

  /** Resolves when the database is open; rejects with an {@link OperationalError} when it cannot be. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** How many writes have no answer yet. */
  get writing(): number {
    return this.#writing
  }

  /** Whether this thread may have answered leases that no other thread sees. */
  get hasOwnLeases(): boolean {
    return this.#holdsMessages
  }

  call<Name extends ThreadCallName>(
    name: Name,
    ask: ThreadCalls[Name]['ask'],
  ): Promise<ThreadCalls[Name]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure)
        return
      }
      const id = this.#nextId++
      // The type parameter ties name and ask together; a union of requests cannot say that.
      const request = { id, name, ask } as unknown as Request
      if (this.#outbox.length === 0) this.#sendSoon()
      const writes = !isRead(name)
      if (writes) this.#writing++
      this.#waiting.set(id, { writes, resolve: resolve as (answer: unknown) => void, reject })
      packRequest(this.#outbox, request)
    })
  }

  /** Lets what was asked finish, then ends the thread. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#failure !== undefined) {
        resolve()
        return
      }
      this.#onClosed = resolve
      this.#send()
      this.#worker.ref()
      this.#worker.postMessage({ type: 'close' } satisfies ToThread)
    })
    await this.#worker.terminate()
  }

  /**
   * Waking the other thread costs more than most questions do. When answers are still to come, what this turn of the event loop asks goes
   * together at its end; nobody but a single caller is in a hurry.
   */
  #sendSoon(): void {
    if (this.#waiting.size === 0) queueMicrotask(() => this.#send())
    else setImmediate(() => this.#send())
  }

  #send(): void {
    if (this.#outbox.length === 0) return
    const requests = this.#outbox
    this.#outbox = []
    this.#worker.ref()
    this.#worker.postMessage({ type: 'requests', requests } satisfies ToThread)
  }

  #settle(replies: Readonly<Cells>): void {
    unpackReplies(replies, {
      answer: (id, answer) => this.#taken(id)?.resolve(answer),
      failure: (id, failure) => this.#taken(id)?.reject(new OperationalError(failure.message, failure)),
    })
    if (this.#waiting.size === 0) this.#worker.unref()
    this.#afterReplies()
  }

  #taken(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (waiting?.writes) this.#writing--
    return waiting
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure)
    this.#waiting.clear()
  }
}
