import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** A child's stream whose data is kept until it is read: Node.js throws away what nobody reads when the child exits. */
export class PlainChannel extends Duplex {
  readonly #socket: Socket

  constructor(socket: Socket) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', () => this.destroy())
    // After the end of what it read: nothing more can be written.
    socket.on('close', () => {
      if (!this.readableEnded) this.push(null)
      this.end()
    })
    this.on('error', () => {})
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket.destroyed) done()
    else this.#socket.write(chunk, encoding, done)
  }

  override _final(done: () => void): void {
    if (this.#socket.destroyed) done()
    else this.#socket.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }
}
