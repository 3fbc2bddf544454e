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
  /** Finishes what is in flight, lets go of everything. Calling it again waits for the same end. */
  stop(): Promise<void>
}
