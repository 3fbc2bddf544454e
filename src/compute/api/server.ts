/**
 * The HTTP APIs that the processes of one environment see at `127.0.0.1:9001`. The socket belongs to that environment alone, so
 * nobody can speak for another one. A connection may rest as long as the environment is frozen: nothing is timed out.
 */

import { rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { nodeHttp } from '../../http/index.ts'
import { ApiRefusal, sendJson, sendRefusal } from './answers.ts'
import type { ApiHost } from './call.ts'
import { route } from './routes.ts'

/** The server of one environment; made ahead of need, before anybody knows for which function. */
export class ApiServer {
  readonly socketPath: string
  readonly #server: Server
  #host: ApiHost | undefined

  private constructor(socketPath: string) {
    this.socketPath = socketPath
    this.#server = nodeHttp.createServer(
      { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, connectionsCheckingInterval: 3_600_000 },
      (request, response) => {
        const client = new AbortController()
        response.once('close', () => client.abort(new Error('The client went away')))
        this.#answer(request, response, client.signal).catch((error: unknown) => {
          if (client.signal.aborted || response.headersSent) request.destroy()
          else if (error instanceof ApiRefusal) {
            request.resume()
            sendRefusal(response, error)
          } else {
            this.#host?.logger.error('A request inside an environment failed', { error })
            sendJson(response, 500, {
              errorMessage: 'Internal Server Error',
              errorType: 'InternalServerError',
            })
          }
        })
      },
    )
    this.#server.on('clientError', (_error, socket) => socket.destroy())
  }

  /** Where it is reached on the host, for machines whose sandboxes have no network of their own. */
  get hostAddress(): string | undefined {
    const address = this.#server.address()
    return typeof address === 'object' && address ? `127.0.0.1:${address.port}` : undefined
  }

  /** Listens on a socket; `onHost`: on a port of this machine instead. */
  static async listen(socketPath: string, onHost: boolean): Promise<ApiServer> {
    const api = new ApiServer(socketPath)
    const address = onHost ? { host: '127.0.0.1', port: 0 } : { path: socketPath }
    await new Promise<void>((resolve, reject) => {
      api.#server.once('error', reject)
      api.#server.listen({ ...address, backlog: 128 }, resolve)
    })
    // An open server keeps no process alive by itself.
    api.#server.unref()
    return api
  }

  /** Says for whom it answers. */
  serve(host: ApiHost): void {
    this.#host = host
  }

  async close(): Promise<void> {
    this.#host = undefined
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
    await rm(this.socketPath, { force: true })
  }

  async #answer(
    request: import('node:http').IncomingMessage,
    response: import('node:http').ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const url = request.url ?? ''
    const query = url.indexOf('?')
    const found = route(request.method ?? '', query < 0 ? url : url.slice(0, query))
    if (!found || !this.#host) {
      request.resume()
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
      response.end('404 page not found\n')
      return
    }
    await found.handler({ request, response, host: this.#host, requestId: found.requestId, signal })
  }
}
