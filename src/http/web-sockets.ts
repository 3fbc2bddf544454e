/**
 * Connections that clients turn into WebSockets:
 *
 *   request to upgrade -> handler -> refuse (an answer like any other) | accept -> messages both ways -> closed, once
 *
 * Frames are read and written by the package `ws`. Compression is not offered. Messages are texts; whoever sends bytes is let go, as are those
 * that send too much or break the protocol. Loaded when the first such client comes.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { FrameLengths } from './frame-lengths.ts'
import { messagesAtOnceMax, socketLingerMs, unreadBytesMax, unreadWaitMs } from './limits.ts'
import { nodeHttp } from './node-http.ts'
import { type Answer, send } from './send.ts'
import {
  closeCodes,
  type SocketLimits,
  type SocketListener,
  type SocketPeer,
  type Upgrade,
} from './upgrade.ts'

/** The WebSockets of one server. */
export class WebSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: (offered, request) => this.#chosenProtocol(offered, request),
  })
  readonly #answers = new WeakMap<IncomingMessage, Readonly<Record<string, string>>>()
  readonly #sockets = new Set<Duplex>()
  readonly #open = new Set<OpenSocket>()
  #onEmpty = () => {}

  constructor() {
    this.#server.on('headers', (lines, request) => {
      for (const [name, value] of Object.entries(this.#answers.get(request) ?? {}))
        if (canBeSent(name, value)) lines.push(`${name}: ${value}`)
    })
  }

  /** Takes a connection whose client has asked for an upgrade. `head`: what it has sent behind its request. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): Upgrade {
    this.#sockets.add(socket)
    const gone = new AbortController()
    const onGone = () => gone.abort(new Error('The client went away'))
    socket.once('close', () => {
      this.#sockets.delete(socket)
      onGone()
    })
    // A connection that breaks closes, too.
    socket.on('error', onGone)
    return {
      isMalformed: isMalformed(request),
      signal: gone.signal,
      refuse: (answer) => refuse(request, socket, answer),
      accept: (headers, limits, open) => {
        if (socket.destroyed) {
          open({ send: async () => 'gone', close: () => {} }).closed(1006, '')
          return
        }
        this.#answers.set(request, headers)
        this.#server.options.maxPayload = limits.messageBytesMax
        this.#server.handleUpgrade(request, socket, head, (client) => {
          const opened = new OpenSocket(client, open)
          this.#open.add(opened)
          client.once('close', () => {
            this.#open.delete(opened)
            if (this.#open.size === 0) this.#onEmpty()
          })
          watchFrames(socket, limits, opened)
        })
      },
    }
  }

  /** Says goodbye to all. */
  close(): void {
    for (const one of this.#open) one.close(closeCodes.goingAway, 'Going away')
  }

  /** Ends all connections now. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Waits until the owners of all connections have been told of their ends. */
  async ended(): Promise<void> {
    if (this.#open.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve))
  }

  #chosenProtocol(offered: Set<string>, request: IncomingMessage): string | false {
    const named = Object.entries(this.#answers.get(request) ?? {}).find(
      ([name]) => name.toLowerCase() === protocolHeader,
    )
    return named && offered.has(named[1]) ? named[1] : false
  }
}

const protocolHeader = 'sec-websocket-protocol'

/** Headers that the handshake itself writes, or that would say something else of the connection. */
const ownHeaders = new Set([
  protocolHeader,
  'connection',
  'content-length',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'transfer-encoding',
  'upgrade',
])

function canBeSent(name: string, value: string): boolean {
  if (ownHeaders.has(name.toLowerCase())) return false
  try {
    nodeHttp.validateHeaderName(name)
    nodeHttp.validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}

/** Source: RFC 6455, section 4.2.1. */
function isMalformed({ method, headers, httpVersion }: IncomingMessage): boolean {
  return (
    method !== 'GET' ||
    httpVersion !== '1.1' ||
    headers['sec-websocket-version'] !== '13' ||
    !/^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? '')
  )
}

async function refuse(request: IncomingMessage, socket: Duplex, answer: Answer): Promise<void> {
  if (socket.destroyed) return
  const response = new nodeHttp.ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket as never)
  const finished = new Promise<void>((resolve) => {
    response.once('finish', () => {
      response.detachSocket(socket as never)
      socket.end()
      resolve()
    })
    socket.once('close', resolve)
  })
  await send(response, answer)
  await finished
  setTimeout(() => socket.destroy(), socketLingerMs).unref()
}

/** Looks at frames before they are read: a message of many frames may be longer than each of them. */
function watchFrames(socket: Duplex, { frameBytesMax }: SocketLimits, opened: OpenSocket): void {
  const lengths = new FrameLengths()
  const look = (bytes: Uint8Array) => {
    if (lengths.longest(bytes) <= frameBytesMax) return
    socket.off('data', look)
    opened.close(closeCodes.tooBig, 'Frame too long')
  }
  // What came with the request has been put back, and comes by like the rest.
  socket.prependListener('data', look)
}

/** A connection that was accepted. */
class OpenSocket implements SocketPeer {
  readonly #client: WebSocket
  readonly #listener: SocketListener
  /** What the connection was closed with from this side. */
  #said: { readonly code: number; readonly reason: string } | undefined
  #working = 0

  constructor(client: WebSocket, open: (peer: SocketPeer) => SocketListener) {
    this.#client = client
    this.#listener = open(this)
    client.on('message', (data, isBinary) => {
      if (this.#said) return
      if (isBinary) this.close(closeCodes.unsupportedData, 'Binary is not supported')
      else this.#take(String(data))
    })
    client.on('ping', () => this.#listener.stirred())
    client.on('pong', () => this.#listener.stirred())
    // Its code and words come with the end.
    client.on('error', (error: Error & { readonly code?: string }) => {
      this.#said ??= { code: codeOf(error), reason: error.message }
    })
    client.on('close', (code, reason) => {
      const { code: told, reason: words } = this.#said ?? { code, reason: reason.toString('utf8') }
      this.#listener.closed(told, words)
    })
  }

  async send(text: string): Promise<'sent' | 'gone' | 'full'> {
    const client = this.#client
    if (client.readyState !== client.OPEN || this.#said) return 'gone'
    if (client.bufferedAmount > unreadBytesMax) return 'full'
    return new Promise((resolve) => {
      client.send(text, (error) => resolve(error ? 'gone' : 'sent'))
      // Whoever reads slowly has it in front of them all the same.
      if (client.bufferedAmount > 0) setTimeout(() => resolve('sent'), unreadWaitMs).unref()
    })
  }

  close(code: number, reason: string): void {
    this.#said ??= { code, reason }
    this.#client.close(code, reason)
    setTimeout(() => this.#client.terminate(), socketLingerMs).unref()
  }

  #take(text: string): void {
    const client = this.#client
    this.#working++
    if (this.#working === messagesAtOnceMax) client.pause()
    const done = () => {
      this.#working--
      if (this.#working === messagesAtOnceMax - 1) client.resume()
    }
    this.#listener.message(text).then(done, done)
  }
}

/** The code that `ws` closes with after an error of the client's. */
function codeOf({ code }: { readonly code?: string }): number {
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return closeCodes.tooBig
  if (code === 'WS_ERR_INVALID_UTF8') return 1007
  return code?.startsWith('WS_ERR_') ? 1002 : 1006
}
