/** Streams that the host program opens to the server, one for each channel of a process. */
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

/** A channel's token. Unit: characters; the host program sends it first, as it is. */
const tokenLength = 32

/** Listens in the run folder, which nobody else may enter, and hands each stream to who asked for it. */
export class ChannelListener {
  readonly #server: Server
  readonly #expected = new Map<string, (socket: Socket) => void>()

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

  /** The stream that will come with this token, which is 32 characters long. */
  expect(token: string): Promise<Socket> {
    return new Promise((resolve) => void this.#expected.set(token, resolve))
  }

  /** It will not come. */
  forget(token: string): void {
    this.#expected.delete(token)
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
      const resolve = this.#expected.get(token)
      this.#expected.delete(token)
      if (resolve) resolve(socket)
      else socket.destroy()
    }
    socket.on('readable', take)
    // Whoever holds the channel adds its own; without one a reset by a process would end the server.
    socket.on('error', () => {})
  }
}
