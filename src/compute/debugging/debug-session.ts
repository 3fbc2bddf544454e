/**
 * A debugger's way to the one environment of a function that is being debugged. Debuggers connect to a port of this machine. Where
 * environments have a network of their own, a small program of ours inside (bootstraps/debugging/relay.mjs) keeps a connection to a Unix
 * socket of this session waiting, and each debugger is joined with one; elsewhere the runtime listens on this machine itself.
 */
import { rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { basename } from 'node:path'
import type { Forward, Sandbox } from '../../sandbox/index.ts'
import { bootstrapsInside } from '../bootstraps.ts'
import { nodeInside } from '../telemetry/courier.ts'

/** The port inside where a debugger's connections come out of the server. */
const forwardPort = 9_002

/** The byte that tells the program inside that a debugger has come; the program answers with one when it has reached the runtime. */
const come = Buffer.from([1])

/** How long until a port that nobody listens at yet is tried again. Unit: milliseconds. Chosen. */
const againMs = 20

/** What happens in a session, for a person who watches. */
export type DebugState = 'environment' | 'attached' | 'detached'

/** What a session is made of. */
export interface SessionParts {
  readonly functionArn: string
  /** The port for debuggers; 0 takes a free one. */
  readonly port: number
  readonly socketPath: string
  /** Runtimes listen on this machine itself. */
  readonly onHost: boolean
  /** Where the runtime listens, where it has a network of its own. */
  readonly usualPort: number
  readonly onState: (state: DebugState) => void
}

/** A session; `open` before use. */
export class DebugSession {
  readonly functionArn: string
  /** Where the runtime is to listen. */
  insidePort = 0
  readonly #parts: SessionParts
  readonly #outside: Server
  readonly #inside: Server
  /** Connections of the program inside that wait for a debugger. */
  readonly #spare: Socket[] = []
  /** Debuggers that wait for the environment. */
  readonly #waiting: Socket[] = []
  readonly #joined = new Set<Socket>()
  #environments = 0

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.functionArn = parts.functionArn
    this.#outside = createServer({ allowHalfOpen: true }, (debuggerSide) => {
      debuggerSide.on('error', () => debuggerSide.destroy())
      this.#arrive(debuggerSide)
    })
    this.#inside = createServer({ allowHalfOpen: true }, (spare) => this.#takeSpare(spare))
  }

  /** The port for debuggers. */
  get port(): number {
    return (this.#outside.address() as AddressInfo).port
  }

  /** A debugger is there: nobody's time runs out. */
  get isAttached(): boolean {
    return this.#joined.size > 0
  }

  /** The way out for the program inside. */
  get forwards(): Forward[] {
    const { onHost, socketPath } = this.#parts
    return onHost ? [] : [{ name: 'debugger', port: forwardPort, socketPath }]
  }

  /** Fails as `listen` does: the port is taken. */
  async open(): Promise<void> {
    const { port, onHost, socketPath, usualPort } = this.#parts
    await listen(this.#outside, { host: '127.0.0.1', port })
    this.insidePort = onHost ? await freePort() : usualPort
    if (!onHost) await listen(this.#inside, { path: socketPath })
  }

  /** Makes the processes of an environment reachable; to be called again after each of its resets. */
  async enter(sandbox: Sandbox): Promise<void> {
    this.#environments++
    if (!this.#parts.onHost) {
      const relay = await sandbox.start({
        command: [
          `${nodeInside}/${basename(process.execPath)}`,
          '--max-old-space-size=16',
          `${sandbox.pathOf(bootstrapsInside)}/debugging/relay.mjs`,
          sandbox.addressOf('debugger'),
          String(this.insidePort),
        ],
        env: {},
        workingDirectory: '/',
        channels: 0,
      })
      relay.output.resume()
    }
    this.#parts.onState('environment')
    if (this.#parts.onHost) for (const waiting of this.#waiting.splice(0)) this.#joinDirectly(waiting)
  }

  async close(): Promise<void> {
    for (const socket of [...this.#spare, ...this.#waiting, ...this.#joined]) socket.destroy()
    this.#outside.close()
    this.#inside.close()
    await rm(this.#parts.socketPath, { force: true })
  }

  #arrive(debuggerSide: Socket): void {
    debuggerSide.pause()
    if (this.#parts.onHost && this.#environments > 0) {
      this.#joinDirectly(debuggerSide)
      return
    }
    const spare = this.#takeWaiting(this.#spare)
    if (spare) this.#join(debuggerSide, spare)
    else this.#waiting.push(debuggerSide)
  }

  #takeSpare(spare: Socket): void {
    spare.on('error', () => spare.destroy())
    // Read, so that its end is heard.
    spare.resume()
    spare.once('end', () => spare.destroy())
    const debuggerSide = this.#takeWaiting(this.#waiting)
    if (debuggerSide) this.#join(debuggerSide, spare)
    else this.#spare.push(spare)
  }

  #takeWaiting(from: Socket[]): Socket | undefined {
    for (;;) {
      // The last is the youngest: of the environment that lives, of the debugger that has not given up.
      const socket = from.pop()
      if (!socket?.destroyed) return socket
    }
  }

  #join(debuggerSide: Socket, environmentSide: Socket): void {
    environmentSide.write(come)
    // An environment that ends just now never answers; the debugger then waits for the next one.
    const wait = () => {
      if (!debuggerSide.destroyed) this.#arrive(debuggerSide)
    }
    environmentSide.once('close', wait)
    environmentSide.once('data', (first: Buffer) => {
      environmentSide.off('close', wait)
      environmentSide.removeAllListeners('end')
      if (first.length > 1) debuggerSide.write(first.subarray(1))
      this.#pipe(debuggerSide, environmentSide)
    })
  }

  #joinDirectly(debuggerSide: Socket): void {
    if (debuggerSide.destroyed) return
    const environmentSide = connect({ host: '127.0.0.1', port: this.insidePort, allowHalfOpen: true })
    environmentSide.once('connect', () => this.#pipe(debuggerSide, environmentSide))
    environmentSide.on('error', () => {
      environmentSide.destroy()
      // The runtime has not come so far yet.
      if (environmentSide.bytesRead + environmentSide.bytesWritten === 0)
        setTimeout(() => this.#joinDirectly(debuggerSide), againMs).unref()
      else debuggerSide.destroy()
    })
  }

  #pipe(debuggerSide: Socket, environmentSide: Socket): void {
    debuggerSide.pipe(environmentSide)
    environmentSide.pipe(debuggerSide)
    environmentSide.once('close', () => debuggerSide.destroy())
    this.#joined.add(debuggerSide)
    if (this.#joined.size === 1) this.#parts.onState('attached')
    debuggerSide.once('close', () => {
      environmentSide.destroy()
      this.#joined.delete(debuggerSide)
      if (this.#joined.size === 0) this.#parts.onState('detached')
    })
    debuggerSide.resume()
  }
}

function listen(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await listen(server, { host: '127.0.0.1', port: 0 })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
