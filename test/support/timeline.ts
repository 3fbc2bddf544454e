import { type Lambent, startLambent, VirtualClock } from '../../src/index.ts'
import type { ClientConfig } from './server.ts'
import { lastingStore } from './test-stores.ts'

/**
 * A server whose time jumps: for tests of weeks and months, through which a clock that runs every timer on its way would take
 * long. At each jump the server stops and another starts on its store, at the later instant; clients are made anew.
 */
export class Timeline {
  #now: number
  #lambent: Lambent | undefined
  readonly #store = lastingStore()

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start
  }

  /** Unit: milliseconds since the epoch. */
  get now(): number {
    return this.#now
  }

  async start(): Promise<void> {
    const { options } = await this.#store
    this.#lambent = await startLambent({ ...options, clock: new VirtualClock(this.#now) })
    await this.#lambent.idle()
  }

  /** Goes on after a span of time, when what fell due in it is done. Unit: milliseconds. */
  async jump(milliseconds: number): Promise<void> {
    await this.#lambent?.stop()
    this.#now += milliseconds
    await this.start()
  }

  async end(): Promise<void> {
    await this.#lambent?.stop()
    ;(await this.#store).remove()
  }

  config({ account = '000000000000', region = 'us-east-1' } = {}): ClientConfig {
    return {
      endpoint: this.#lambent?.endpoint ?? '',
      region,
      credentials: { accessKeyId: account, secretAccessKey: 'secret' },
      maxAttempts: 1,
    }
  }

  /** Resolves when no work is under way. */
  async idle(): Promise<void> {
    await this.#lambent?.idle()
  }
}
