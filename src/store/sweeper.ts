import type { Clock, Timer } from '../base/clock.ts'
import { sweepIntervalMs } from './limits.ts'

/**
 * Decides when an engine removes what has expired. Nothing but disk space depends on it (readers leave out what has
 * expired), so it sets a timer only while something waits to be removed, and none more often than once in
 * {@link sweepIntervalMs}: an idle store is idle, and a virtual clock can skip a year.
 */
export class Sweeper {
  readonly #clock: Clock
  readonly #sweep: () => Promise<number | undefined>
  #timer: { readonly at: number; readonly timer: Timer } | undefined
  #running: Promise<void> | undefined
  #notBefore: number
  #stopped = false

  /** `sweep` removes what has expired and answers the instant at which there is more to remove, if known. */
  constructor(clock: Clock, sweep: () => Promise<number | undefined>) {
    this.#clock = clock
    this.#sweep = sweep
    this.#notBefore = clock.now()
  }

  /** Something will have expired at this instant. Unit: milliseconds since the epoch. */
  expect(expiresAt: number): void {
    const at = Math.max(expiresAt, this.#notBefore)
    if (this.#stopped || (this.#timer !== undefined && this.#timer.at <= at)) return
    this.#timer?.timer.cancel()
    this.#timer = { at, timer: this.#clock.setTimer(at, () => this.#run()) }
  }

  /** No sweep begins after this; one that runs is awaited. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.timer.cancel()
    this.#timer = undefined
    await this.#running
  }

  #run(): void {
    this.#timer = undefined
    this.#notBefore = this.#clock.now() + sweepIntervalMs
    this.#running = this.#sweep().then(
      (next) => {
        if (next !== undefined) this.expect(next)
      },
      // The engine has logged it; what was not removed now is removed the next time.
      () => this.expect(this.#notBefore),
    )
  }
}
