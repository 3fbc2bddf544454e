import type { Timer } from '../base/clock.ts'
import { randomHex } from '../base/random.ts'
import type { Key, Lease } from '../store/index.ts'
import { leaseMs } from './limits.ts'
import type { PollerSurroundings } from './types.ts'

/**
 * The sole right to something, kept while there is work. It is not extended while nothing goes on: nobody then asks for it, and a
 * virtual clock has nothing to run. Who wants to work again asks {@link ensure}, which costs nothing while the lease is young.
 */
export class HeldLease {
  readonly #surroundings: PollerSurroundings
  readonly #name: Key
  readonly #holder: string
  #lease: Lease | undefined
  #timer: Timer | undefined
  #isKept = false

  constructor(surroundings: PollerSurroundings, name: Key) {
    this.#surroundings = surroundings
    this.#name = name
    this.#holder = randomHex(surroundings.random, 8)
  }

  /** The lease as it was known last, for `fence`; it may have been lost since. */
  get lease(): Lease | undefined {
    return this.#lease
  }

  /** Answers the lease, taken anew where it is old; undefined while somebody else has it. */
  async ensure(): Promise<Lease | undefined> {
    const { store, clock } = this.#surroundings
    const known = this.#lease
    if (known && known.expiresAt - clock.now() > leaseMs / 2) return known
    this.#lease = await store.acquireLease(this.#name, this.#holder, leaseMs)
    return this.#lease
  }

  /** As {@link ensure}, for who has found out that the lease as it was known holds no more. */
  async ensureAnew(): Promise<Lease | undefined> {
    this.#lease = undefined
    return await this.ensure()
  }

  /** Extends the lease until {@link rest}. */
  keep(): void {
    if (this.#isKept) return
    this.#isKept = true
    this.#renewLater()
  }

  /**
   * Keeps the lease beyond an instant until which there is nothing to do but wait, in one step: who waits has nothing to extend
   * it for. Unit: milliseconds since the epoch.
   */
  hold(until: number): void {
    this.rest()
    const { clock, store, logger } = this.#surroundings
    const lease = this.#lease
    if (!lease || lease.expiresAt >= until + leaseMs / 2) return
    store
      .renewLease(lease, Math.ceil(until - clock.now() + leaseMs))
      .then((renewed) => {
        if (renewed && this.#lease === lease) this.#lease = renewed
      })
      .catch((error: unknown) => logger.warn('A lease could not be extended', { error }))
  }

  /** Lets the lease run out by itself. */
  rest(): void {
    this.#isKept = false
    this.#timer?.cancel()
  }

  /** Gives it back at once. Fails as the store does. */
  async release(): Promise<void> {
    this.rest()
    const lease = this.#lease
    this.#lease = undefined
    if (lease) await this.#surroundings.store.releaseLease(lease)
  }

  #renewLater(): void {
    const { clock, store, logger } = this.#surroundings
    this.#timer = clock.setTimer(clock.now() + leaseMs / 3, () => {
      const lease = this.#lease
      if (!this.#isKept || !lease) return
      store
        .renewLease(lease, leaseMs)
        .then((renewed) => {
          // Lost: who fences with it will find out.
          if (renewed && this.#lease === lease) this.#lease = renewed
        })
        .catch((error: unknown) => logger.warn('A lease could not be extended', { error }))
        .finally(() => {
          if (this.#isKept) this.#renewLater()
        })
    })
  }
}
