/**
 * The HTTP server (1.1, and 2 on the same port), with limits against slow, broken and hostile clients. It knows nothing of AWS: a handler gets
 * each request and answers it. Closing drains: no new connections, answers in flight are finished, idle keep-alive
 * connections are let go at once.
 */
import { setMaxListeners } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from '../base/logger.ts'
import { FirstBytes } from './first-bytes.ts'
import type { Http2Connections } from './http2.ts'
import { headersBytesMax, headersTimeoutMs, keepAliveTimeoutMs } from './limits.ts'
import { nodeHttp } from './node-http.ts'
import { type UpgradeHandler, wantsWebSocket } from './upgrade.ts'
import type { WebSockets } from './web-sockets.ts'

export type { IncomingMessage, ServerResponse }

/**
 * Answers one request. A rejection is a defect: it is logged, and the connection is closed. `closing` aborts when the
 * server begins to close, for answers that would not end by themselves.
 */
export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
) => Promise<void>

/** Where a server listens: on a port (0 takes a free one), or on a Unix socket, which then reports port 0. */
export type ListenAddress = { readonly host: string; readonly port: number } | { readonly socketPath: string }

/** What a listening server needs to know. */
export type HttpServerOptions = ListenAddress & ServerParts

interface ServerParts {
  readonly handler: HttpHandler
  readonly logger: Logger
  /** What a client is told that did not speak HTTP well. Default: nothing but the status line. */
  readonly refusal?: (status: 400 | 408 | 431) => { readonly contentType: string; readonly body: string }
  /** Who decides about connections that shall become WebSockets. Default: such requests are answered like any other. */
  readonly upgrades?: UpgradeHandler
}

/** A server that listens. */
export interface HttpServer {
  readonly port: number
  /** Requests that are being answered. */
  readonly inFlight: number
  /** Stops listening and waits for what is in flight, at most `drainMs`; then cuts what is left. */
  close(drainMs: number): Promise<void>
}

/** Starts to listen. Fails as `listen` does (EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { logger, upgrades } = options
  let inFlight = 0
  let draining = false
  const closing = new AbortController()
  // One listener for each stream of events that is open.
  setMaxListeners(0, closing.signal)

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    inFlight++
    response.once('close', () => {
      inFlight--
      // A connection that was busy when the closing began would be kept alive otherwise.
      if (draining) setImmediate(() => server.closeIdleConnections())
    })
    if (draining) response.setHeader('Connection', 'close')
    options.handler(request, response, closing.signal).catch((error: unknown) => {
      logger.error('A request handler failed', { error })
      request.socket.destroy()
    })
  }
  const server: Server = nodeHttp.createServer(
    {
      keepAliveTimeout: keepAliveTimeoutMs,
      headersTimeout: headersTimeoutMs,
      // Large uploads take as long as they take; a body that stops moving is cut where it is read (body.ts).
      requestTimeout: 0,
      maxHeaderSize: headersBytesMax,
      joinDuplicateHeaders: true,
      noDelay: true,
      shouldUpgradeCallback: (request) => wantsWebSocket(request) && upgrades?.claims(request) === true,
    },
    onRequest,
  )
  let sockets: Promise<WebSockets> | undefined
  const takeUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!upgrades || draining) {
      socket.destroy()
      return
    }
    inFlight++
    try {
      sockets ??= import('./web-sockets.ts').then(({ WebSockets }) => new WebSockets())
      const upgrade = (await sockets).take(request, socket, head)
      await upgrades.handle(request, upgrade, closing.signal)
    } catch (error) {
      logger.error('A request for a WebSocket failed', { error })
      socket.destroy()
    } finally {
      inFlight--
    }
  }
  // Older ones hand all requests with such a header over, and what could be answered as usual would be cut off.
  if (nodeChooses) server.on('upgrade', takeUpgrade)
  const firstBytes = new FirstBytes(headersTimeoutMs)
  let http2: Promise<Http2Connections> | undefined
  const takeHttp2 = async (socket: Socket) => {
    http2 ??= import('./http2.ts').then(({ serveHttp2 }) => serveHttp2(onRequest, logger))
    const connections = await http2
    if (draining) socket.destroy()
    else connections.take(socket)
  }
  const takeHttp1 = server.listeners('connection') as Array<(socket: Socket) => void>
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    firstBytes.look(socket, {
      http1: () => {
        for (const take of takeHttp1) take.call(server, socket)
      },
      http2: () => {
        takeHttp2(socket).catch((error: unknown) => {
          logger.error('HTTP/2 could not be served', { error })
          socket.destroy()
        })
      },
    })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket, options))
  await listen(server, options)

  return {
    port: 'port' in options ? (server.address() as AddressInfo).port : 0,
    get inFlight() {
      return inFlight
    },
    async close(drainMs) {
      draining = true
      closing.abort(new Error('The server stops'))
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      firstBytes.cut()
      const sessions = await http2
      sessions?.close()
      const accepted = await sockets
      accepted?.close()
      const cut = setTimeout(() => {
        server.closeAllConnections()
        sessions?.cut()
        accepted?.cut()
      }, drainMs)
      await closed
      await accepted?.ended()
      clearTimeout(cut)
    },
  }
}

/** Whether this Node.js asks which connections are to be upgraded: since 24.9. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const nodeChooses = major > 24 || (major === 24 && minor >= 9)

function listen(server: Server, options: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const address =
      'port' in options ? { host: options.host, port: options.port } : { path: options.socketPath }
    server.listen({ ...address, backlog: 1024 }, () => {
      server.off('error', reject)
      server.on('error', (error) => options.logger.error('The HTTP server failed', { error }))
      resolve()
    })
  })
}

const reasons = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' }

/** Answers bytes that the HTTP parser refused. The parser has given up on the connection, so it is closed. */
function refuse(error: NodeJS.ErrnoException, socket: Socket, options: HttpServerOptions): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const { contentType, body } = options.refusal?.(status) ?? { contentType: 'text/plain', body: '' }
  const head = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
