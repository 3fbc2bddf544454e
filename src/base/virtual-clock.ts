import type { Clock, Timer } from './clock.ts'

interface Pending {
  readonly at: number
  readonly order: number
  readonly callback: () => void
}

/**
 * A clock that stands still until it is moved. Timers run in order of their instant, those of one instant in
 * the order in which they were set, and each sees `now()` at its own instant. Between two timers the pending
 * promise reactions run, so that work started by one timer can set the next before time goes on.
 */
export class VirtualClock implements Clock {
  #now: number
  #order = 0
  #pending: Pending[] = []

  /** Starts at the given instant. Unit: milliseconds since the epoch. */
  constructor(start: number = Date.UTC(2026, 0, 1)) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  setTimer(at: number, callback: () => void): Timer {
    const pending: Pending = { at: Math.max(at, this.#now), order: this.#order++, callback }
    const index = this.#pending.findIndex((other) => other.at > pending.at)
    if (index < 0) this.#pending.push(pending)
    else this.#pending.splice(index, 0, pending)
    return {
      cancel: () => {
        const found = this.#pending.indexOf(pending)
        if (found >= 0) this.#pending.splice(found, 1)
      },
    }
  }

  /** The instant of the next timer, or undefined when none is set. */
  get nextTimerAt(): number | undefined {
    return this.#pending[0]?.at
  }

  /**
   * Moves time forward by a span and runs what falls due on the way.
   * `settle` is awaited before each step, so that asynchronous work that a timer caused can finish and set timers
   * of its own; a server passes its own notion of quiet, the default lets promise reactions and I/O turns run.
   */
  async advance(milliseconds: number, settle: () => Promise<void> = turn): Promise<void> {
    await this.advanceTo(this.#now + milliseconds, settle)
  }

  /** As {@link advance}, to an instant. An instant in the past changes nothing. */
  async advanceTo(target: number, settle: () => Promise<void> = turn): Promise<void> {
    await settle()
    for (let next = this.#pending[0]; next !== undefined && next.at <= target; next = this.#pending[0]) {
      this.#pending.shift()
      this.#now = next.at
      next.callback()
      await settle()
    }
    this.#now = Math.max(this.#now, target)
  }
}

async function turn(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => setImmediate(resolve))
}
