import type { Worker } from 'node:worker_threads'
import { startThread } from '../../../base/system-thread.ts'
import type { FromHasher, ToHasher } from './messages.ts'

/** Pieces travel together: waking the other thread costs as much as hashing a few kilobytes. Unit: bytes. */
const pieceBytes = 256 * 1024

/** So many pieces of a body may wait before its reader does. */
const piecesWaitingMax = 8

interface Listener {
  hashed(digest: string | undefined): void
  failed(error: Error): void
}

/**
 * The thread that computes MD5 of long bodies. MD5 is the slowest of all that is done to a body on its way in (a third of a second
 * for a hundred megabytes), and cannot be cut into parts; on a thread of its own it runs beside everything else.
 */
class Md5Thread {
  readonly #worker: Worker
  readonly #listeners = new Map<number, Listener>()
  #nextId = 1

  constructor(onEnd: () => void) {
    this.#worker = startThread(import.meta.url, 'worker', { name: 's3-md5' })
    this.#worker.on('message', ({ id, digest }: FromHasher) => this.#listeners.get(id)?.hashed(digest))
    const fail = (error: Error) => {
      onEnd()
      for (const listener of this.#listeners.values()) listener.failed(error)
      this.#listeners.clear()
    }
    this.#worker.on('error', fail)
    this.#worker.on('exit', () => fail(new Error('The thread that hashes bodies has ended')))
    // After the listeners, which keep the process alive otherwise.
    this.#worker.unref()
  }

  begin(listener: Listener): number {
    const id = this.#nextId++
    this.#listeners.set(id, listener)
    return id
  }

  send(message: ToHasher): void {
    const transfer = message.bytes === undefined ? [] : [message.bytes.buffer as ArrayBuffer]
    this.#worker.postMessage(message, transfer)
  }

  end(id: number): void {
    this.#listeners.delete(id)
  }
}

let thread: Md5Thread | undefined

function sharedThread(): Md5Thread {
  thread ??= new Md5Thread(() => {
    thread = undefined
  })
  return thread
}

/** The MD5 of one long body. */
export class ThreadedMd5 {
  readonly #thread = sharedThread()
  readonly #id: number
  #piece = Buffer.allocUnsafeSlow(pieceBytes)
  #filled = 0
  #waiting = 0
  #failure: Error | undefined
  #wake: (() => void) | undefined
  #digest: string | undefined

  constructor() {
    this.#id = this.#thread.begin({
      hashed: (digest) => {
        this.#waiting--
        this.#digest = digest
        this.#wake?.()
      },
      failed: (error) => {
        this.#failure = error
        this.#wake?.()
      },
    })
  }

  /** Takes bytes, which may be written over as soon as it has returned. Wait for the answer, if any, before the next ones. */
  update(bytes: Uint8Array): Promise<void> | undefined {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + pieceBytes - this.#filled)
      this.#piece.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === pieceBytes) this.#send('more')
    }
    return this.#waiting < piecesWaitingMax ? undefined : this.#until(() => this.#waiting < piecesWaitingMax)
  }

  /** In hexadecimal. Once. Fails when the thread did. */
  async digest(): Promise<string> {
    this.#send('end')
    await this.#until(() => this.#digest !== undefined)
    this.#thread.end(this.#id)
    return this.#digest ?? ''
  }

  /** The body is of no interest any more. */
  drop(): void {
    this.#thread.end(this.#id)
    if (this.#digest === undefined) this.#thread.send({ id: this.#id, next: 'drop' })
  }

  #send(next: 'more' | 'end'): void {
    // The buffer goes to the other thread: what of it is not filled is no part of the view.
    const bytes = this.#piece.subarray(0, this.#filled)
    this.#waiting++
    this.#thread.send({ id: this.#id, bytes, next })
    if (next === 'more') this.#piece = Buffer.allocUnsafeSlow(pieceBytes)
    this.#filled = 0
  }

  async #until(done: () => boolean): Promise<void> {
    while (!done() && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#failure !== undefined) throw this.#failure
  }
}
