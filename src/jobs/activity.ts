/**
 * Knows whether anything is under way, so that those who move a virtual clock can let the work that one instant caused
 * come to its end before they go on to the next.
 */
export class Activity {
  #flowCount = 0
  #begunCount = 0
  #handlerCount = 0
  #waiting: Array<{ readonly handlersToo: boolean; readonly resolve: () => void }> = []

  /** Counts a piece of work from now until it ends. */
  async flow<T>(work: () => Promise<T>): Promise<T> {
    this.#flowCount++
    this.#begunCount++
    try {
      return await work()
    } finally {
      this.#flowCount--
      this.#tell()
    }
  }

  /** How many flows have begun so far. */
  get begunCount(): number {
    return this.#begunCount
  }

  /** Counts the part of a flow in which a handler has the word. */
  async handler<T>(work: () => Promise<T>): Promise<T> {
    this.#handlerCount++
    this.#tell()
    try {
      return await work()
    } finally {
      this.#handlerCount--
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#wait(true)
  }

  /** Resolves when nothing is under way but handlers. */
  quiet(): Promise<void> {
    return this.#wait(false)
  }

  #wait(handlersToo: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ handlersToo, resolve })
      this.#tell()
    })
  }

  #tell(): void {
    if (this.#waiting.length === 0) return
    const reached = (handlersToo: boolean) => this.#flowCount === (handlersToo ? 0 : this.#handlerCount)
    const [told, left] = [true, false].map((is) =>
      this.#waiting.filter(({ handlersToo }) => reached(handlersToo) === is),
    )
    this.#waiting = left ?? []
    for (const { resolve } of told ?? []) resolve()
  }
}
