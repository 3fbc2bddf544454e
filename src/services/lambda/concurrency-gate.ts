/**
 * How many invocations may run at once: a function with reserved concurrency has that many to itself, all others of the
 * account in the region share what no function reserved. Counted on this node alone: several nodes together may run more.
 */
import { type Soon, soon } from '../../base/soon.ts'
import type { Store } from '../../store/index.ts'
import { type ThrottleReason, tooManyRequests } from './errors.ts'
import { accountConcurrency } from './limits.ts'
import { type FunctionRecord, type Home, reservations } from './records.ts'
import { reservedTotal } from './reservations.ts'

/** Ends the count of one invocation. Calling it again does nothing. */
export type Release = () => void

export class ConcurrencyGate {
  readonly #running = new Map<string, number>()
  /** What is reserved, by account and region, until somebody reserves otherwise on any node. */
  readonly #reserved = new Map<string, number>()
  #changes = 0
  #watched: Store | undefined

  /** As {@link enter}, having looked up what is reserved. */
  admit(store: Store, record: FunctionRecord): Soon<Release> {
    const total = record.reservedConcurrency === undefined ? this.#reservedTotal(store, record) : 0
    return soon(total, (found) => this.enter(record, found))
  }

  /**
   * Counts an invocation of the function in, until the answer is called. `reservedTotal`: what all functions of the account
   * have reserved in the region. Fails with TooManyRequestsException when its share is used up.
   */
  enter(record: FunctionRecord, reservedTotal: number): Release {
    const { reservedConcurrency } = record
    if (reservedConcurrency !== undefined) {
      return this.#enter(
        `${homeKey(record)}/${record.name}`,
        reservedConcurrency,
        'ReservedFunctionConcurrentInvocationLimitExceeded',
      )
    }
    return this.#enter(
      homeKey(record),
      accountConcurrency - reservedTotal,
      'ConcurrentInvocationLimitExceeded',
    )
  }

  /** How many invocations of a function with reserved concurrency run now. */
  runningOf(record: FunctionRecord): number {
    return this.#running.get(`${homeKey(record)}/${record.name}`) ?? 0
  }

  #reservedTotal(store: Store, home: Home): Soon<number> {
    if (this.#watched !== store) {
      this.#watched = store
      store.subscribe({ type: 'record', prefix: reservations.storeKey([]) }, () => {
        this.#changes++
        this.#reserved.clear()
      })
    }
    return this.#reserved.get(homeKey(home)) ?? this.#readReserved(store, home)
  }

  async #readReserved(store: Store, home: Home): Promise<number> {
    const changes = this.#changes
    const total = await reservedTotal(store, home)
    if (changes === this.#changes) this.#reserved.set(homeKey(home), total)
    return total
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

function homeKey({ accountId, region }: Home): string {
  return `${accountId}/${region}`
}
