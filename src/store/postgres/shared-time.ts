import type { Clock } from '../../base/clock.ts'

/**
 * The time that all nodes of one database share: their own clock, moved to agree with the database's. Every answer
 * tells the database's time, and bounds the difference: it lies between what was ours when we asked and when we heard.
 *
 * With a virtual clock nothing is moved: there, the test says what time it is.
 */
export class SharedTime {
  readonly #clock: Clock
  readonly #follow: boolean
  #offset = 0

  constructor(clock: Clock, follow: boolean) {
    this.#clock = clock
    this.#follow = follow
  }

  /** Unit: milliseconds since the epoch, whole. */
  now(): number {
    return this.#clock.now() + this.#offset
  }

  /** The machine's own time, which {@link heard} compares with. */
  local(): number {
    return this.#clock.now()
  }

  /** The database's time was this at some instant between two of ours. */
  heard(theirs: number, before: number, after: number): void {
    if (!this.#follow) return
    const least = theirs - after
    // The database cuts its time to whole milliseconds.
    const most = theirs + 1 - before
    this.#offset = Math.max(least, Math.min(most, this.#offset))
  }
}
