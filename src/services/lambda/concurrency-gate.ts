/**
 * How many invocations may run at once: a function with reserved concurrency has that many to itself, all others of the
 * account in the region share what no function reserved. Counted on this node alone: several nodes together may run more.
 */
import { type ThrottleReason, tooManyRequests } from './errors.ts'
import { accountConcurrency } from './limits.ts'
import type { FunctionRecord } from './records.ts'

/** Ends the count of one invocation. Calling it again does nothing. */
export type Release = () => void

export class ConcurrencyGate {
  readonly #running = new Map<string, number>()

  /**
   * Counts an invocation of the function in, until the answer is called. `reservedTotal`: what all functions of the account
   * have reserved in the region. Fails with TooManyRequestsException when its share is used up.
   */
  enter(record: FunctionRecord, reservedTotal: number): Release {
    const { accountId, region, name, reservedConcurrency } = record
    if (reservedConcurrency !== undefined) {
      return this.#enter(
        `${accountId}/${region}/${name}`,
        reservedConcurrency,
        'ReservedFunctionConcurrentInvocationLimitExceeded',
      )
    }
    return this.#enter(
      `${accountId}/${region}`,
      accountConcurrency - reservedTotal,
      'ConcurrentInvocationLimitExceeded',
    )
  }

  /** How many invocations of a function with reserved concurrency run now. */
  runningOf({ accountId, region, name }: FunctionRecord): number {
    return this.#running.get(`${accountId}/${region}/${name}`) ?? 0
  }

  #enter(key: string, limit: number, reason: ThrottleReason): Release {
    const running = this.#running.get(key) ?? 0
    if (running >= limit) throw tooManyRequests(reason)
    this.#running.set(key, running + 1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      const left = (this.#running.get(key) ?? 1) - 1
      if (left === 0) this.#running.delete(key)
      else this.#running.set(key, left)
    }
  }
}
