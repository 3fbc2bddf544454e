import type { Clock, Timer } from '../base/clock.ts'

/** Unit: milliseconds. */
const minuteMs = 60_000

/**
 * What is gathered in memory, by names, until the minute ends, and then handed on. What was gathered since is lost when the server is killed.
 */
export class ByTheMinute<Kept> {
  readonly #clock: Clock
  readonly #send: (kept: readonly Kept[], minute: Date) => Promise<void>
  #kept = new Map<string, Kept>()
  #minute = 0
  #timer: Timer | undefined
  #sending: Promise<void> = Promise.resolve()

  /** `send` is given what a minute had, and the instant at which it began; one minute after the other. */
  constructor(clock: Clock, send: (kept: readonly Kept[], minute: Date) => Promise<void>) {
    this.#clock = clock
    this.#send = send
  }

  /** How much is kept. */
  get size(): number {
    return this.#kept.size
  }

  /** What is kept under a name; made when it is the minute's first. */
  of(name: string, make: () => Kept): Kept {
    const known = this.#kept.get(name)
    if (known !== undefined) return known
    if (this.#timer === undefined) {
      this.#minute = Math.floor(this.#clock.now() / minuteMs) * minuteMs
      this.#timer = this.#clock.setTimer(this.#minute + minuteMs, () => void this.flush())
    }
    const made = make()
    this.#kept.set(name, made)
    return made
  }

  /** What is kept under a name in this minute. */
  find(name: string): Kept | undefined {
    return this.#kept.get(name)
  }

  /** Resolves when what was gathered before has been handed on. */
  flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    const kept = [...this.#kept.values()]
    this.#kept = new Map()
    const minute = new Date(this.#minute)
    this.#sending = this.#sending.then(() => this.#send(kept, minute))
    return this.#sending
  }

  /** Nothing is handed on any more. */
  stop(): void {
    this.#timer?.cancel()
  }
}
