/**
 * Work of one name goes one after the other on this node. What keeps order are conditions of commits; this keeps those who would
 * fail on them from trying all at once.
 */
export class Lanes {
  readonly #last = new Map<string, Promise<unknown>>()

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name)
    const result = before === undefined ? work() : before.then(work, work)
    const last: Promise<void> = result.then(
      () => this.#end(name, last),
      () => this.#end(name, last),
    )
    this.#last.set(name, last)
    return result
  }

  #end(name: string, work: Promise<void>): void {
    if (this.#last.get(name) === work) this.#last.delete(name)
  }
}
