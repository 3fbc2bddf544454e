/** How a batch of telemetry gets to an extension that listens inside its environment. */

import { connect, type Socket } from 'node:net'
import { nodeHttp } from '../../http/index.ts'
import type { TelemetryDestination } from './subscription.ts'

/** Brings records (JSON each) to a destination. Fails when it does not take them. */
export interface Delivery {
  deliver(destination: TelemetryDestination, items: readonly string[]): Promise<void>
  close(): void
}

/** What is sent: a JSON array over HTTP, lines over TCP. */
export function bodyFor({ protocol }: TelemetryDestination, items: readonly string[]): Buffer {
  return Buffer.from(protocol === 'TCP' ? `${items.join('\n')}\n` : `[${items.join(',')}]`)
}

/** From the server itself, where environments share the machine's network. */
export class DirectDelivery implements Delivery {
  readonly #sockets = new Map<number, Socket>()

  deliver(destination: TelemetryDestination, items: readonly string[]): Promise<void> {
    const body = bodyFor(destination, items)
    return destination.protocol === 'TCP'
      ? this.#overTcp(destination.port, body)
      : overHttp(destination.port, destination.path, body)
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.destroy()
    this.#sockets.clear()
  }

  #overTcp(port: number, body: Buffer): Promise<void> {
    let socket = this.#sockets.get(port)
    if (!socket || socket.destroyed) {
      socket = connect({ host: '127.0.0.1', port })
      socket.on('error', () => this.#sockets.delete(port))
      socket.resume()
      socket.unref()
      this.#sockets.set(port, socket)
    }
    const open = socket
    return new Promise((resolve, reject) => {
      open.write(body, (error) => (error ? reject(error) : resolve()))
    })
  }
}

function overHttp(port: number, path: string, body: Buffer): Promise<void> {
  const headers = {
    Host: `sandbox.localdomain:${port}`,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
  }
  return new Promise((resolve, reject) => {
    const call = nodeHttp.request(
      { host: '127.0.0.1', port, path, method: 'POST', headers, agent: false },
      (answer) => {
        answer.resume()
        answer.once('error', reject)
        answer.once('end', () => {
          const { statusCode = 500 } = answer
          if (statusCode < 300) resolve()
          else reject(new Error(`A subscriber answered ${statusCode}`))
        })
      },
    )
    call.once('error', reject)
    call.end(body)
  })
}
