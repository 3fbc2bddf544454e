/**
 * Sends batches to one subscriber. One batch is under way at a time; what comes meanwhile waits, and is dropped and counted when
 * too much waits, so that a subscriber that does not listen costs a bounded amount.
 */
import type { Duplex } from 'node:stream'
import { nodeHttp } from '../../http/index.ts'
import type { Subscription, TelemetryDestination } from './subscription.ts'

/** Opens a connection to a port inside the environment. */
export type ConnectInside = (port: number) => Promise<Duplex>

/** How often a batch is tried. Source: chosen. */
const attempts = 3

/** Batches that may wait, in the subscription's own size of one. Source: chosen. */
const waitingBatches = 10

/** One extension's stream of telemetry. */
export class Subscriber {
  readonly subscription: Subscription
  readonly #connect: ConnectInside
  readonly #droppedItem: (records: number, bytes: number) => string
  #dropped = { records: 0, bytes: 0 }
  #items: string[] = []
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #tcp: Promise<Duplex> | undefined
  #closed = false

  constructor(
    subscription: Subscription,
    connect: ConnectInside,
    droppedItem: (records: number, bytes: number) => string,
  ) {
    this.subscription = subscription
    this.#connect = connect
    this.#droppedItem = droppedItem
  }

  /** Takes one record, as JSON. */
  push(item: string): void {
    if (this.#closed) return
    const { maxItems, maxBytes, timeoutMs } = this.subscription
    if (this.#bytes > waitingBatches * maxBytes) {
      this.#drop(1, item.length)
      return
    }
    this.#items.push(item)
    this.#bytes += item.length
    if (this.#items.length >= maxItems || this.#bytes >= maxBytes) this.#send()
    else this.#timer ??= setTimeout(() => this.#send(), timeoutMs).unref()
  }

  /** Sends what waits. Resolves when it has been taken, or given up. */
  async flush(): Promise<void> {
    this.#send()
    while (this.#sending) await this.#sending
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#tcp?.then(
      (socket) => socket.destroy(),
      () => {},
    )
  }

  #send(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#sending || this.#items.length === 0 || this.#closed) return
    const items = this.#items.splice(0, this.subscription.maxItems)
    if (this.#dropped.records > 0) {
      items.push(this.#droppedItem(this.#dropped.records, this.#dropped.bytes))
      this.#dropped = { records: 0, bytes: 0 }
    }
    const bytes = items.reduce((sum, item) => sum + item.length, 0)
    this.#bytes = Math.max(0, this.#bytes - bytes)
    this.#sending = this.#deliver(items)
      .catch(() => this.#drop(items.length, bytes))
      .finally(() => {
        this.#sending = undefined
        if (this.#items.length > 0) this.#send()
      })
  }

  /** Counts what was lost; the next batch tells. */
  #drop(records: number, bytes: number): void {
    this.#dropped = { records: this.#dropped.records + records, bytes: this.#dropped.bytes + bytes }
  }

  async #deliver(items: readonly string[]): Promise<void> {
    const { destination } = this.subscription
    for (let attempt = 1; ; attempt++) {
      try {
        if (destination.protocol === 'TCP') await this.#overTcp(destination.port, `${items.join('\n')}\n`)
        else await this.#overHttp(destination, Buffer.from(`[${items.join(',')}]`))
        return
      } catch (error) {
        if (attempt === attempts || this.#closed) throw error
        await new Promise((resolve) => setTimeout(resolve, 50 * attempt).unref())
      }
    }
  }

  async #overHttp(destination: TelemetryDestination & { protocol: 'HTTP' }, body: Buffer): Promise<void> {
    const socket = await this.#connect(destination.port)
    await new Promise<void>((resolve, reject) => {
      const call = nodeHttp.request(
        {
          method: 'POST',
          path: destination.path,
          headers: {
            Host: `sandbox.localdomain:${destination.port}`,
            'Content-Type': 'application/json',
            'Content-Length': body.length,
            Connection: 'close',
          },
          createConnection: () => socket as import('node:net').Socket,
        },
        (answer) => {
          answer.resume()
          answer.once('end', () => {
            const { statusCode = 500 } = answer
            if (statusCode < 300) resolve()
            else reject(new Error(`A subscriber answered ${statusCode}`))
          })
          answer.once('error', reject)
        },
      )
      call.once('error', reject)
      call.end(body)
    }).finally(() => socket.destroy())
  }

  async #overTcp(port: number, lines: string): Promise<void> {
    this.#tcp ??= this.#connect(port)
    try {
      const socket = await this.#tcp
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject)
        socket.write(lines, (error) => {
          socket.off('error', reject)
          if (error) reject(error)
          else resolve()
        })
      })
    } catch (error) {
      this.#tcp = undefined
      throw error
    }
  }
}
