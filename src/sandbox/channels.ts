/** Streams that the host program opens to the server, one for each channel of a process. */
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

/** A channel's token. Unit: characters; the host program sends it first, as it is. */
const tokenLength = 32

interface Expectation {
  readonly resolve: (socket: Socket) => void
  readonly reject: (error: Error) => void
}

/** Listens in the run folder, which nobody else may enter, and hands each stream to who asked for it. */
export class ChannelListener {
  readonly #server: Server
  readonly #expected = new Map<string, Expectation>()

  private constructor() {
    this.#server = createServer((socket) => this.#greet(socket))
    // Enough for the channels of as many processes as start at once.
    this.#server.maxConnections = 65536
  }

  static async listen(runFolder: string): Promise<ChannelListener> {
    const listener = new ChannelListener()
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject)
      listener.#server.listen({ path: join(runFolder, 'channels'), backlog: 4096 }, resolve)
    })
    return listener
  }

  /** The stream that will come with this token, which is 32 characters long. Fails when the host program has ended. */
  expect(token: string): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    this.#expected.set(token, { resolve, reject })
    // Whoever asked may still wait for the program's answer when it ends.
    promise.catch(() => {})
    return promise
  }

  /** It will not come. */
  forget(token: string): void {
    this.#expected.delete(token)
  }

  /** The host program has ended: none will come any more. */
  forgetAll(error: Error): void {
    for (const { reject } of this.#expected.values()) reject(error)
    this.#expected.clear()
  }

  close(): void {
    this.#server.close()
    this.#expected.clear()
  }

  #greet(socket: Socket): void {
    // Not by 'data': after that the stream would be a paused one, which a listener does not start again.
    const take = () => {
      const head: Buffer | null = socket.read(tokenLength)
      if (head === null) return
      socket.off('readable', take)
      const token = head.toString('latin1')
      const expected = this.#expected.get(token)
      this.#expected.delete(token)
      if (expected) expected.resolve(socket)
      else socket.destroy()
    }
    socket.on('readable', take)
    // Whoever holds the channel adds its own; without one a reset by a process would end the server.
    socket.on('error', () => {})
  }
}
