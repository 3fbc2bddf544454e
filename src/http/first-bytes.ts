/**
 * Which protocol a new connection speaks, by its first bytes: HTTP/2 begins with a preface that no request of HTTP/1 begins
 * with. A connection is looked at once, not each of its requests, and whoever takes it over finds its bytes untouched.
 */
import type { Socket } from 'node:net'

/** "PRI * HTTP/2.0 ...": no other method begins like this. Source: RFC 9113, section 3.4. */
const preface = Buffer.from('PRI')

const nothing = Buffer.alloc(0)

/** Connections whose first bytes have not come. */
export class FirstBytes {
  readonly #timeoutMs: number
  readonly #waiting = new Set<Socket>()

  /** A connection that says nothing for `timeoutMs` is cut. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** Waits for the first bytes of a connection and hands it to whom they are for. */
  look(socket: Socket, take: { http1(socket: Socket): void; http2(socket: Socket): void }): void {
    const timer = setTimeout(() => socket.destroy(), this.#timeoutMs)
    let bytes: Buffer = nothing
    const onReadable = () => {
      const more = socket.read() as Buffer | null
      if (more === null) return
      bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more])
      const isPreface = bytes.subarray(0, preface.length).equals(preface.subarray(0, bytes.length))
      // Too few to tell.
      if (isPreface && bytes.length < preface.length) return
      release()
      socket.unshift(bytes)
      if (isPreface) take.http2(socket)
      else take.http1(socket)
    }
    const onEnd = () => socket.destroy()
    const release = () => {
      clearTimeout(timer)
      this.#waiting.delete(socket)
      socket.off('readable', onReadable).off('end', onEnd).off('error', onError).off('close', release)
    }
    // A connection that breaks before it said anything concerns nobody.
    const onError = () => {}
    this.#waiting.add(socket)
    socket.on('readable', onReadable).on('end', onEnd).on('error', onError).on('close', release)
  }

  /** Cuts the connections that have said nothing. */
  cut(): void {
    for (const socket of this.#waiting) socket.destroy()
  }
}
