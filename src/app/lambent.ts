import type { NewKey } from '../services/iam/adapters/credentials.ts'

export type { NewKey }

/** A server that runs. */
export interface Lambent {
  /** Where it is reached: `http://127.0.0.1:4566`. */
  readonly endpoint: string
  readonly port: number
  /**
   * In enforcing mode, on a store that has no key of the default account's root user yet: the one made for it. It is
   * shown this once.
   */
  readonly firstKey?: NewKey
  /**
   * Resolves when no work that goes on without requests (timers, queued work, retries) is under way on this server. A test moves
   * time by `await clock.advance(60_000, () => lambent.idle())`: each thing that falls due on the way is done, with what it
   * causes, before time goes on. With PostgreSQL, work that another node has caused may not have arrived yet.
   */
  idle(): Promise<void>
  /** Finishes what is in flight, lets go of everything. Calling it again waits for the same end. */
  stop(): Promise<void>
}
