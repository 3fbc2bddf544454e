/**
 * Telemetry for environments that have a network of their own: the server cannot reach what listens in there, so a small program
 * of ours (bootstraps/telemetry/courier.mjs) goes in and does. It is started with the first delivery.
 */
import { basename, dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import type { ReadOnlyMount, Sandbox, SandboxProcess } from '../../sandbox/index.ts'
import { bootstraps, bootstrapsInside } from '../bootstraps.ts'
import { FrameReader, framesWithPayload } from '../channel/frames.ts'
import { bodyFor, type Delivery } from './delivery.ts'
import type { TelemetryDestination } from './subscription.ts'

/** Where this server's own Node.js is inside. */
export const nodeInside = '/var/courier'

/** What the courier needs inside beside what is mounted there anyway: this server's own Node.js, and its program. */
export function courierMounts(others: readonly ReadOnlyMount[]): ReadOnlyMount[] {
  const node = { source: dirname(process.execPath), target: nodeInside }
  const isThere = others.some(({ target }) => target === bootstrapsInside)
  return isThere ? [node] : [node, { source: bootstraps, target: bootstrapsInside }]
}

/** What it may use beside what the function may. Unit: bytes. Source: measured, 35 to 45 MB. */
export const courierMemoryBytes = 64 * 1024 * 1024

/** The courier of one environment. */
export class Courier implements Delivery {
  readonly #sandbox: Sandbox
  #started: Promise<{ process: SandboxProcess; channel: Duplex }> | undefined
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
  #last = 0
  #closed = false

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  async deliver(destination: TelemetryDestination, items: readonly string[]): Promise<void> {
    if (this.#closed) throw new Error('The environment ends')
    this.#started ??= this.#start()
    const { channel } = await this.#started
    const id = ++this.#last
    const delivered = new Promise<void>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    const header = JSON.stringify({ id, ...destination })
    for (const piece of framesWithPayload('P', header, bodyFor(destination, items))) channel.write(piece)
    return delivered
  }

  close(): void {
    this.#closed = true
    this.#started?.then(
      ({ channel }) => channel.destroy(),
      () => {},
    )
    this.#fail(new Error('The environment ends'))
  }

  async #start(): Promise<{ process: SandboxProcess; channel: Duplex }> {
    const process_ = await this.#sandbox.start({
      command: [
        `${nodeInside}/${basename(process.execPath)}`,
        '--max-old-space-size=16',
        `${bootstrapsInside}/telemetry/courier.mjs`,
      ],
      env: {},
      workingDirectory: '/',
      channels: 1,
    })
    const [channel] = process_.channels
    if (!channel) throw new Error('The courier has no channel')
    process_.output.resume()
    const reader = new FrameReader((_type, body) => {
      if (Buffer.isBuffer(body)) this.#settle(JSON.parse(body.toString()))
    }, 65_536)
    channel.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk)
      } catch {
        channel.destroy()
      }
    })
    channel.on('error', () => {})
    channel.on('close', () => {
      this.#started = undefined
      this.#fail(new Error('The courier ended'))
    })
    channel.resume()
    return { process: process_, channel }
  }

  #settle({ id, error }: { id: number; error?: string }): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve()
    else waiting?.reject(new Error(error))
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
