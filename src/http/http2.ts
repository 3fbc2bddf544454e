/**
 * HTTP/2 without TLS on the port of HTTP/1.1, for clients that know beforehand that it is spoken ("prior knowledge"; some SDK
 * clients open all their connections so). Requests and answers are given the form of HTTP/1.1's, so that whoever handles
 * them need not know. Loaded when the first such client comes.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  createServer,
  Http2ServerRequest,
  Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import type { Logger } from '../base/logger.ts'
import { headersBytesMax, keepAliveTimeoutMs, lingerMs, streamsMax } from './limits.ts'

/** Handles the connections that speak HTTP/2. */
export interface Http2Connections {
  take(socket: Socket): void
  /** Takes no more requests; connections end with their last answer. */
  close(): void
  /** Ends them now. */
  cut(): void
}

/** Starts to serve; connections are handed in. */
export function serveHttp2(
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  logger: Logger,
): Http2Connections {
  const sessions = new Set<ServerHttp2Session>()
  const sockets = new Set<Socket>()
  const server = createServer({
    Http2ServerRequest: Request,
    Http2ServerResponse: Answer,
    settings: { maxConcurrentStreams: streamsMax, maxHeaderListSize: headersBytesMax },
  })
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    let streams = 0
    session.on('stream', (stream: ServerHttp2Stream) => {
      streams++
      stream.once('close', () => streams--)
    })
    session.setTimeout(keepAliveTimeoutMs, () => {
      if (streams === 0) session.close()
    })
  })
  server.on('sessionError', (error) => logger.debug('An HTTP/2 connection failed', { error }))
  server.on('request', (request, response) => {
    onRequest(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  })
  return {
    take(socket) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      // All is sent when our side has ended; a client that does not read it to the end would never end its own.
      socket.once('finish', () => setTimeout(() => socket.destroy(), lingerMs).unref())
      server.emit('connection', socket)
    },
    close() {
      for (const session of sessions) session.close()
    },
    cut() {
      for (const session of sessions) session.destroy()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A request with the headers that HTTP/1.1 would have brought. */
class Request extends Http2ServerRequest {
  constructor(...[stream, headers, ...rest]: ConstructorParameters<typeof Http2ServerRequest>) {
    // The fields that begin with a colon are the request line; this one is what was called Host. RFC 9113, section 8.3.1.
    headers.host ??= headers[':authority'] ?? ''
    super(stream, headers, ...rest)
  }
}

/** An answer that tells how it ended, as those of HTTP/1.1 do. (Their types promise it; Node.js has it for HTTP/1.1 only.) */
class Answer extends Http2ServerResponse {}
Object.defineProperties(Answer.prototype, {
  destroyed: {
    get(this: Http2ServerResponse): boolean {
      return this.stream?.destroyed ?? true
    },
  },
  writableFinished: {
    get(this: Http2ServerResponse): boolean {
      const stream = this.stream as ServerHttp2Stream | undefined
      // A stream that the client gave up is ended by Node.js, as if all had been sent.
      return stream === undefined ? this.writableEnded : stream.writableFinished && !stream.aborted
    },
  },
})
