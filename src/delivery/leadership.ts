import type { Timer } from '../base/clock.ts'
import type { Key } from '../store/index.ts'
import { HeldLease } from './held-lease.ts'
import { leaseMs } from './limits.ts'
import type { PollerSurroundings } from './types.ts'

/** Being the one node of all that does something, for as long as this one lives. */
export class Leadership {
  readonly #surroundings: PollerSurroundings
  readonly #held: HeldLease
  readonly #onGain: () => void
  #timer: Timer | undefined
  #leads = false
  #stopped = false

  /** `onGain` is called when this node becomes the one. */
  constructor(surroundings: PollerSurroundings, name: Key, onGain: () => void) {
    this.#surroundings = surroundings
    this.#held = new HeldLease(surroundings, name)
    this.#onGain = onGain
    this.#ask()
  }

  get leads(): boolean {
    return this.#leads
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#leads = false
    this.#timer?.cancel()
    await this.#held.release().catch(() => {})
  }

  #ask(): void {
    const { clock, logger } = this.#surroundings
    this.#held
      .ensure()
      .then((lease) => {
        const gained = lease !== undefined && !this.#leads
        this.#leads = lease !== undefined && !this.#stopped
        if (gained && this.#leads) this.#onGain()
      })
      .catch((error: unknown) => {
        this.#leads = false
        logger.warn('A lease could not be taken; this is tried again', { error })
      })
      .finally(() => {
        if (!this.#stopped) this.#timer = clock.setTimer(clock.now() + leaseMs / 2, () => this.#ask())
      })
  }
}
