/** Lets so many through at a time, the others wait in order. */
export class Turnstile {
  readonly #width: number
  #inside = 0
  readonly #waiting: Array<() => void> = []

  constructor(width: number) {
    this.#width = width
  }

  /** Nobody waits, and there is room. */
  get isFree(): boolean {
    return this.#inside < this.#width
  }

  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#inside >= this.#width) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#inside++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#inside--
    }
  }
}
