/** How far a shard has come when its records are done with out of order. */
export class Watermark {
  readonly #open = new Set<string>()
  #order: string[] = []
  #head = 0
  #reached: string | undefined

  /** Records that were read, in their order; ids are sequence numbers. */
  add(ids: readonly string[]): void {
    for (const id of ids) {
      this.#open.add(id)
      this.#order.push(id)
    }
  }

  /** Records that are done with. */
  finish(ids: readonly string[]): void {
    for (const id of ids) this.#open.delete(id)
    for (
      let id = this.#order[this.#head];
      id !== undefined && !this.#open.has(id);
      id = this.#order[this.#head]
    ) {
      this.#reached = id
      this.#head++
    }
    if (this.#head > 1_000 && this.#head * 2 > this.#order.length) {
      this.#order = this.#order.slice(this.#head)
      this.#head = 0
    }
  }

  /** The last record before which, itself included, all are done with; undefined: none yet. */
  get reached(): string | undefined {
    return this.#reached
  }

  /** Records that are not done with. */
  get openCount(): number {
    return this.#open.size
  }
}
