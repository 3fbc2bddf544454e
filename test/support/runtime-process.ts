import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'

const root = join(import.meta.dirname, '../..')
export const bootstraps = join(root, 'bootstraps')
export const functions = join(root, 'test/fixtures/functions')

/** One frame of the channel (bootstraps/README.md). */
export interface Frame {
  readonly type: string
  readonly body: Buffer
}

/** What an invocation brought about, up to and with `d`, or the end of the process. */
export interface Invoked {
  readonly frames: readonly Frame[]
  /** The payload of `o`, or all pieces of a streamed response. */
  readonly payload?: Buffer
  /** The JSON of `e`. */
  readonly error?: RuntimeError
  /** Records of the log. */
  readonly logs: readonly LogRecord[]
}

/** As AWS words failures; Python has `stackTrace` and `requestId`, Node.js `trace`. */
export interface RuntimeError {
  readonly errorType: string
  readonly errorMessage: string
  readonly requestId?: string
  readonly stackTrace?: readonly string[]
  readonly trace?: readonly string[]
}

export interface LogRecord {
  readonly time: number
  readonly level?: string
  readonly id?: string
  readonly message: string
}

export interface Assigned {
  readonly handler: string
  /** Below `test/fixtures/functions`, or absolute. */
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  readonly sdkPaths?: readonly string[]
  readonly layersRoot?: string
}

const defaultEnvironment = {
  AWS_LAMBDA_FUNCTION_NAME: 'f',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/f',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/27/[$LATEST]0123',
  AWS_REGION: 'us-east-1',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
}

/** A runtime's process, driven over its channel as the server drives it. */
export class RuntimeProcess {
  readonly child: ChildProcess
  readonly #channel: Duplex
  readonly #frames: Frame[] = []
  #waiting: (() => void) | undefined
  #received: Buffer = Buffer.alloc(0)
  #closed = false
  output = ''
  readonly ended: Promise<number | string>

  constructor(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const [program = '', ...args] = command
    this.child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] })
    this.#channel = this.child.stdio[3] as Duplex
    this.#channel.on('error', () => {})
    const answers = this.child.stdio[4] as Duplex
    answers.on('data', (piece: Buffer) => this.#take(piece))
    answers.on('error', () => {})
    answers.on('close', () => {
      this.#closed = true
      this.#waiting?.()
    })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
    this.ended = once(this.child, 'close').then(([code, signal]) => code ?? signal)
  }

  #take(piece: Buffer): void {
    let received = this.#received.length === 0 ? piece : Buffer.concat([this.#received, piece])
    while (received.length >= 4) {
      const size = received.readUInt32BE()
      if (received.length < 4 + size) break
      this.#frames.push({
        type: String.fromCharCode(received[4] ?? 0),
        body: Buffer.from(received.subarray(5, 4 + size)),
      })
      received = received.subarray(4 + size)
    }
    this.#received = received
    this.#waiting?.()
  }

  /** The next frame; undefined when the channel is closed. */
  async next(): Promise<Frame | undefined> {
    while (this.#frames.length === 0) {
      if (this.#closed) return undefined
      const late = AbortSignal.timeout(60_000)
      await new Promise<void>((resolve, reject) => {
        this.#waiting = resolve
        late.onabort = () =>
          reject(new Error(`the runtime said nothing for 20 s; its output: ${this.output}`))
      })
      late.onabort = null
    }
    return this.#frames.shift()
  }

  send(type: string, body: Uint8Array | string = ''): void {
    const bytes = Buffer.from(body)
    const head = Buffer.alloc(5)
    head.writeUInt32BE(bytes.length + 1)
    head.write(type, 4, 'latin1')
    this.#channel.write(Buffer.concat([head, bytes]))
  }

  /** Waits for `b`, assigns, and resolves with what was logged, and the error if initialisation failed. */
  async assign(assigned: Assigned): Promise<{ error?: RuntimeError; logs: readonly LogRecord[] }> {
    const booted = await this.next()
    if (booted?.type !== 'b') throw new Error(`not booted: ${this.output}`)
    const folder = join(functions, assigned.folder)
    this.send(
      'A',
      JSON.stringify({
        env: { ...defaultEnvironment, LAMBDA_TASK_ROOT: folder, ...assigned.env },
        handler: assigned.handler,
        taskRoot: folder,
        workingDirectory: folder,
        sdkPaths: assigned.sdkPaths ?? [],
        ...(assigned.layersRoot === undefined ? {} : { layersRoot: assigned.layersRoot }),
        snapStart: false,
      }),
    )
    return this.initialised()
  }

  async initialised(): Promise<{ error?: RuntimeError; logs: readonly LogRecord[] }> {
    const logs: LogRecord[] = []
    for (;;) {
      const frame = await this.next()
      if (frame === undefined) return { logs, error: { errorType: 'channel closed', errorMessage: '' } }
      if (frame.type === 'l') logs.push(logRecord(frame.body))
      else if (frame.type === 'x') return { logs, error: JSON.parse(frame.body.toString()) as RuntimeError }
      else return { logs }
    }
  }

  async invoke(event: unknown, header: Readonly<Record<string, unknown>> = {}): Promise<Invoked> {
    return this.invokeRaw(JSON.stringify(event), header)
  }

  async invokeRaw(
    payload: string | Uint8Array,
    header: Readonly<Record<string, unknown>> = {},
  ): Promise<Invoked> {
    const head = Buffer.from(
      JSON.stringify({
        id: 'request-1',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        deadline: 4102444800000,
        streaming: false,
        ...header,
      }),
    )
    const length = Buffer.alloc(4)
    length.writeUInt32BE(head.length)
    this.send('I', Buffer.concat([length, head, Buffer.from(payload)]))
    return this.outcome()
  }

  /** Frames up to `d`. */
  async outcome(): Promise<Invoked> {
    const frames: Frame[] = []
    for (;;) {
      const frame = await this.next()
      if (frame === undefined || frame.type === 'd') break
      frames.push(frame)
    }
    const pieces = frames.filter(({ type }) => type === 'o' || type === 'c').map(({ body }) => body)
    const error = frames.find(({ type }) => type === 'e')
    return {
      frames,
      logs: frames.filter(({ type }) => type === 'l').map(({ body }) => logRecord(body)),
      ...(pieces.length > 0 || frames.some(({ type }) => type === 's')
        ? { payload: Buffer.concat(pieces) }
        : {}),
      ...(error === undefined ? {} : { error: JSON.parse(error.body.toString()) as RuntimeError }),
    }
  }

  /** Resolves with the exit code or the signal. */
  async stop(): Promise<number | string> {
    this.#channel.end()
    this.child.kill('SIGKILL')
    return this.ended
  }
}

function logRecord(body: Buffer): LogRecord {
  const size = body.readUInt32BE()
  return {
    ...(JSON.parse(body.subarray(4, 4 + size).toString()) as Omit<LogRecord, 'message'>),
    message: body.subarray(4 + size).toString(),
  }
}
