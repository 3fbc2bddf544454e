import postgres from 'postgres'
import { type Clock, delay, type Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { splitAddress } from './connection.ts'

/** Waits between attempts to listen again: from, to. Unit: milliseconds. */
const retryWaitMs = { first: 50, longest: 2000 }

export interface ListenerOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly onNotification: (payload: string) => void
  /** Listening had stopped and goes on: anything may have been missed. */
  readonly onGap: () => void
}

/** A connection of its own that hears what other nodes commit, and comes back when it is lost. */
export class Listener {
  readonly #url: string
  readonly #options: ListenerOptions
  readonly #stopping = new AbortController()
  #sql: postgres.Sql | undefined
  #timer: Timer | undefined

  constructor(url: string, options: ListenerOptions) {
    this.#url = url
    this.#options = options
  }

  /** Resolves when notifications arrive from here on. */
  async start(): Promise<void> {
    await this.#listen()
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The listener was stopped'))
    this.#timer?.cancel()
    await this.#sql?.end({ timeout: 1 })
  }

  async #listen(): Promise<void> {
    const { address, host } = splitAddress(this.#url)
    const lost = () => {
      if (sql !== this.#sql || this.#stopping.signal.aborted) return
      this.#sql = undefined
      void this.#listenAgain()
    }
    // `onnotify` is what the driver's own `listen` is made of; that one gives up when it cannot connect again.
    const options = {
      ...(host === undefined ? {} : { host }),
      max: 1,
      max_lifetime: null,
      idle_timeout: undefined,
      fetch_types: false,
      connect_timeout: 10,
      backoff: () => 0,
      connection: { application_name: 'lambent listener' },
      onnotice: () => {},
      onnotify: (_channel: string, payload: string) => this.#options.onNotification(payload),
      onclose: lost,
    }
    const sql = postgres(address, options)
    this.#sql = sql
    try {
      await sql.unsafe('LISTEN lambent').simple()
    } catch (error) {
      if (this.#sql === sql) this.#sql = undefined
      await sql.end({ timeout: 0 })
      throw error
    }
  }

  async #listenAgain(): Promise<void> {
    const { clock, logger, onGap } = this.#options
    logger.warn('The connection that listens to other nodes was lost')
    for (let waitMs = retryWaitMs.first; ; waitMs = Math.min(2 * waitMs, retryWaitMs.longest)) {
      try {
        await delay(clock, waitMs, this.#stopping.signal)
        await this.#listen()
        onGap()
        return
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        logger.warn('The database cannot be listened to; trying again', { error, waitMs })
      }
    }
  }
}
