import postgres from 'postgres'
import { type Clock, delay } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { OperationalError } from '../../base/operational-error.ts'
import { failureOf } from './failure.ts'

/** For how long a call is repeated while the database cannot be reached. Unit: milliseconds. Ours. */
const retryForMs = 30_000

/** Waits between repetitions: from, to. Unit: milliseconds. */
const retryWaitMs = { first: 20, longest: 2000 }

/** How long the server may take to accept a connection. Unit: seconds. */
const connectTimeoutSeconds = 10

/** How long closing waits for the server to part in good form. Unit: seconds. */
const closeTimeoutSeconds = 0.5

/** What a query may take: what can be sent without naming its type. */
export type Parameter = string | number | boolean | null | Uint8Array

const types = {
  // Every number of ours is below 2^53; the driver would give text.
  bigint: { to: 20, from: [20], serialize: String, parse: Number },
  bytea: {
    to: 17,
    from: [17],
    serialize: (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`,
    parse: (text: string): Uint8Array => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
  },
}

export interface ConnectOptions {
  readonly connections: number
  /** Shows in the server's list of connections. */
  readonly name: string
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * A few connections to a PostgreSQL server, opened when they are first needed and again when they were lost. What
 * fails because the server could not be reached, or had to break a tie, is tried again for a while; so what is asked
 * here must do no harm when it is done twice.
 */
export class Connections {
  readonly #sql: postgres.Sql<{ bigint: number; bytea: Uint8Array }>
  readonly #clock: Clock
  readonly #logger: Logger
  #closed = false

  constructor(url: string, options: ConnectOptions) {
    this.#clock = options.clock
    this.#logger = options.logger
    const { address, host } = splitAddress(url)
    this.#sql = postgres(address, {
      ...(host === undefined ? {} : { host }),
      types,
      max: options.connections,
      connect_timeout: connectTimeoutSeconds,
      fetch_types: false,
      onnotice: () => {},
      // The waiting is done here, where it can be seen; the driver need not add its own.
      backoff: () => 0,
      connection: { application_name: options.name },
    })
  }

  /** Runs a statement and answers its rows. Rejects with an {@link OperationalError}. */
  query<Row extends readonly unknown[]>(text: string, values: readonly Parameter[] = []): Promise<Row[]> {
    return this.#again(async () => {
      const rows = await this.#sql.unsafe(text, [...values], { prepare: true }).values()
      // The statement's text decides the shape; the driver can only say "values".
      return [...rows] as unknown as Row[]
    })
  }

  /** Runs several statements, which are one transaction because they travel together. */
  async script(text: string): Promise<void> {
    await this.#again(async () => {
      await this.#sql.unsafe(text).simple()
    })
  }

  /** Nothing may be under way any more. */
  async close(): Promise<void> {
    this.#closed = true
    // The driver waits in vain for the end of a query whose connection was cut, so it gets little time.
    await this.#sql.end({ timeout: closeTimeoutSeconds })
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    const until = this.#clock.now() + retryForMs
    for (let waitMs = retryWaitMs.first; ; waitMs = Math.min(2 * waitMs, retryWaitMs.longest)) {
      try {
        return await work()
      } catch (error) {
        const failure = failureOf(error)
        const over = this.#closed || this.#clock.now() + waitMs > until
        if (!failure.again || over) {
          throw new OperationalError(failure.message, { cause: error, retryable: failure.retryable })
        }
        this.#logger.warn('The database did not answer; trying again', { reason: failure.message, waitMs })
      }
      await delay(this.#clock, waitMs)
    }
  }
}

/**
 * A directory in place of a host (a Unix socket) may stand in the address as libpq takes it: `?host=/run/postgresql`, or
 * with its slashes as %2F. The driver wants it apart.
 * Source: PostgreSQL documentation, "Connection Strings".
 */
export function splitAddress(url: string): { address: string; host?: string } {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch (cause) {
    throw new OperationalError('The address of the PostgreSQL server is not a URL', {
      cause,
      retryable: false,
    })
  }
  const inQuery = parsed.searchParams.get('host')
  const inPlace = decodeURIComponent(parsed.hostname)
  const host = inQuery ?? (inPlace.includes('/') ? inPlace : undefined)
  if (host === undefined) return { address: url }
  parsed.searchParams.delete('host')
  const credentials = parsed.username
    ? `${parsed.username}${parsed.password ? `:${parsed.password}` : ''}@`
    : ''
  const port = parsed.port ? `:${parsed.port}` : ''
  return {
    address: `${parsed.protocol}//${credentials}localhost${port}${parsed.pathname}${parsed.search}`,
    host,
  }
}
