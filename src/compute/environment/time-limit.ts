/** Tells when the time of an invocation is up. One timer goes on through all invocations: a short one does not pay for setting it. */
export class TimeLimit {
  readonly #onUp: () => void
  #timer: NodeJS.Timeout | undefined
  /** When the timer comes, and when the invocation's time is up, by `performance.now()`. */
  #comesAt = 0
  #dueAt: number | undefined

  /** `onUp` is called once for each {@link begin} that is not ended before. */
  constructor(onUp: () => void) {
    this.#onUp = onUp
  }

  /** From now on the time is up in so many milliseconds. */
  begin(leftMs: number): void {
    const now = performance.now()
    this.#dueAt = now + leftMs
    if (this.#timer !== undefined && this.#comesAt <= this.#dueAt) return
    this.#set(now, leftMs)
  }

  /** Nothing is waited for any more. */
  end(): void {
    this.#dueAt = undefined
  }

  /** For good. */
  stop(): void {
    this.end()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #set(now: number, leftMs: number): void {
    clearTimeout(this.#timer)
    this.#comesAt = now + leftMs
    this.#timer = setTimeout(() => this.#look(), leftMs).unref()
  }

  #look(): void {
    this.#timer = undefined
    if (this.#dueAt === undefined) return
    const now = performance.now()
    const leftMs = this.#dueAt - now
    if (leftMs > 0) {
      this.#set(now, leftMs)
      return
    }
    this.#dueAt = undefined
    this.#onUp()
  }
}
