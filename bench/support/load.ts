/**
 * A load generator for HTTP/1.1 with keep-alive, on plain sockets: each connection sends a request when the answer to the
 * one before is there (no pipelining). It reads no more of an answer than its length, so that it is far cheaper than
 * what it measures.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** What to send, and where to. Requests are sent in turn. */
export interface Target {
  readonly port: number
  readonly requests: readonly Buffer[]
}

/** Connections that stay open between rounds, unless the server closes those that rest. */
export class Load {
  readonly #target: Target
  #connections: readonly Connection[] = []

  private constructor(target: Target) {
    this.#target = target
  }

  static async open(target: Target, connectionCount: number): Promise<Load> {
    const load = new Load(target)
    const opening = Array.from({ length: connectionCount }, (_, index) => Connection.open(target, index))
    load.#connections = await Promise.all(opening)
    return load
  }

  /** Requests answered in a second while all connections are busy for so long. */
  async rate(milliseconds: number): Promise<number> {
    await this.#reopen()
    const started = performance.now()
    const end = started + milliseconds
    const counts = await Promise.all(
      this.#connections.map(async (connection) => {
        let count = 0
        while (performance.now() < end) {
          await connection.roundTrip()
          count += 1
        }
        return count
      }),
    )
    const total = counts.reduce((sum, count) => sum + count, 0)
    return total / ((performance.now() - started) / 1000)
  }

  /** How long each of so many requests took, one after the other on one connection. Unit: milliseconds. */
  async latencies(count: number): Promise<number[]> {
    await this.#reopen()
    const [connection] = this.#connections
    const taken: number[] = []
    while (connection && taken.length < count) {
      const started = performance.now()
      await connection.roundTrip()
      taken.push(performance.now() - started)
    }
    return taken
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }

  async #reopen(): Promise<void> {
    this.#connections = await Promise.all(
      this.#connections.map((connection, index) =>
        connection.isClosed ? Connection.open(this.#target, index) : connection,
      ),
    )
  }
}

const headEnd = Buffer.from('\r\n\r\n')

/** Latencies of two targets, measured in turns, so many requests in each. Unit: milliseconds. */
export async function latenciesInTurns(
  [one, other]: readonly [Load, Load],
  rounds: number,
  count: number,
): Promise<[number[], number[]]> {
  const taken: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    taken[0].push(...(await one.latencies(count)))
    taken[1].push(...(await other.latencies(count)))
  }
  return taken
}

/** One connection. */
export class Connection {
  readonly #socket: Socket
  readonly #requests: readonly Buffer[]
  #turn: number
  #chunks: Buffer[] = []
  #receivedBytes = 0
  #wantedBytes: number | undefined
  #answered: ((answer: Buffer) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  private constructor(socket: Socket, requests: readonly Buffer[], turn: number) {
    this.#socket = socket
    this.#requests = requests
    this.#turn = turn
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', (error) => this.#failed?.(error))
    socket.on('close', () => this.#failed?.(new Error('The server closed the connection')))
  }

  static async open({ port, requests }: Target, turn: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Connection(socket, requests, turn)
  }

  get isClosed(): boolean {
    return this.#socket.destroyed
  }

  /** Sends the next request; answers the whole of the answer, which must have status 200. */
  roundTrip(): Promise<Buffer> {
    return this.ask(this.#requests[this.#turn++ % this.#requests.length] ?? '')
  }

  /** The same for any request. */
  ask(request: Buffer | string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#receivedBytes += chunk.length
    // Long answers come in many pieces: they are put together once, when the last one is there.
    if (this.#wantedBytes === undefined && !this.#readHead()) return
    if (this.#receivedBytes < (this.#wantedBytes ?? 0)) return
    const received = Buffer.concat(this.#chunks)
    this.#chunks = []
    this.#receivedBytes = 0
    this.#wantedBytes = undefined
    if (received.toString('latin1', 9, 12) === '200') this.#answered?.(received)
    else this.#failed?.(new Error(received.toString('latin1', 0, 600)))
  }

  /** Whether the head is there, and says how long the answer is. */
  #readHead(): boolean {
    const received = Buffer.concat(this.#chunks)
    this.#chunks = [received]
    const head = received.indexOf(headEnd)
    if (head < 0) return false
    const length = /\r\ncontent-length: *(\d+)/i.exec(received.toString('latin1', 0, head))?.[1]
    if (length === undefined) {
      this.#failed?.(new Error('The answer has no length'))
      return false
    }
    this.#wantedBytes = head + headEnd.length + Number(length)
    return true
  }
}

/** Sends one request and answers the whole of the answer. Fails when there is no server or the status is not 200. */
export async function requestOnce(target: Target): Promise<Buffer> {
  const socket = await Connection.open(target, 0)
  try {
    return await socket.roundTrip()
  } finally {
    socket.close()
  }
}
