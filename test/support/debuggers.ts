/** Debuggers as editors are: one speaks the protocol of Node.js's inspector, the other the Debug Adapter Protocol. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'

type Json = Record<string, unknown>

/** Messages with numbers, answers, and events that are waited for. */
abstract class Conversation {
  readonly #answers = new Map<number, (message: Json) => void>()
  readonly #events: Json[] = []
  #look = () => {}
  protected last = 0

  protected ask(send: (id: number) => void): Promise<Json> {
    const id = ++this.last
    const answered = new Promise<Json>((resolve) => this.#answers.set(id, resolve))
    send(id)
    return answered
  }

  protected answered(id: number, message: Json): void {
    this.#answers.get(id)?.(message)
    this.#answers.delete(id)
  }

  protected happened(event: Json): void {
    this.#events.push(event)
    this.#look()
  }

  /** The next event that is of this kind; events before it are forgotten. */
  protected next(isIt: (event: Json) => boolean): Promise<Json> {
    return new Promise((resolve) => {
      this.#look = () => {
        const at = this.#events.findIndex(isIt)
        if (at < 0) return
        const [found] = this.#events.splice(0, at + 1).slice(-1)
        this.#look = () => {}
        if (found) resolve(found)
      }
      this.#look()
    })
  }
}

/** A debugger of Node.js. Source: the Chrome DevTools Protocol. */
export class NodeDebugger extends Conversation {
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    super()
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Json
      if (typeof message.id === 'number') this.answered(message.id, message)
      else this.happened(message)
    })
  }

  /** Comes to a port as editors do: asks what there is, and attaches to it. */
  static async attach(port: number): Promise<NodeDebugger> {
    const list = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Array<{
      webSocketDebuggerUrl: string
    }>
    const socket = new WebSocket(list[0]?.webSocketDebuggerUrl ?? '')
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
    return new NodeDebugger(socket)
  }

  async send(method: string, params: Json = {}): Promise<Json> {
    const { result, error } = await this.ask((id) =>
      this.#socket.send(JSON.stringify({ id, method, params })),
    )
    assert.equal(error, undefined, `${method}: ${JSON.stringify(error)}`)
    return result as Json
  }

  event(method: string): Promise<Json> {
    return this.next((event) => event.method === method)
  }

  close(): void {
    this.#socket.close()
  }
}

/** A debugger of Python. Source: the Debug Adapter Protocol. */
export class PythonDebugger extends Conversation {
  readonly #socket: Socket
  #rest = Buffer.alloc(0)

  private constructor(socket: Socket) {
    super()
    this.#socket = socket
    socket.on('data', (piece) => {
      this.#rest = Buffer.concat([this.#rest, piece])
      this.#read()
    })
    socket.on('error', () => {})
  }

  /** Comes to a port. */
  static async attach(port: number): Promise<PythonDebugger> {
    const socket = connect({ host: '127.0.0.1', port })
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new PythonDebugger(socket)
  }

  /** Sends a request; resolves with its answer. */
  async send(command: string, args: Json = {}): Promise<Json> {
    const { success, body, message } = await this.ask((seq) => {
      const text = JSON.stringify({ seq, type: 'request', command, arguments: args })
      this.#socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
    })
    assert.equal(success, true, `${command}: ${String(message)}`)
    return (body ?? {}) as Json
  }

  event(name: string): Promise<Json> {
    return this.next(({ event }) => event === name)
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(): void {
    for (;;) {
      const head = this.#rest.indexOf('\r\n\r\n')
      const length = /Content-Length: (\d+)/i.exec(this.#rest.subarray(0, head).toString())?.[1]
      if (head < 0 || length === undefined || this.#rest.length < head + 4 + Number(length)) return
      const text = this.#rest.subarray(head + 4, head + 4 + Number(length)).toString()
      this.#rest = this.#rest.subarray(head + 4 + Number(length))
      const message = JSON.parse(text) as Json
      if (message.type === 'response') this.answered(Number(message.request_seq), message)
      else this.happened(message)
    }
  }
}
