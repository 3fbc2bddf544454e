import type { Soon } from '../base/soon.ts'
import type { Key, Store } from './types.ts'

/**
 * What was read below a prefix, remembered until a record there changes, on this node or another. What was remembered may be out of
 * date for the moment that a notification takes: whoever writes by it checks the record's version in the commit.
 */
export class Remembered<Value> {
  readonly #known = new Map<string, Soon<Value>>()
  readonly #most: number
  readonly #unsubscribe: () => void

  /** `most`: when there are so many, all are forgotten. */
  constructor(store: Store, prefix: Key, most: number) {
    this.#most = most
    this.#unsubscribe = store.subscribe({ type: 'record', prefix }, () => this.forget())
  }

  /** What was read under a name, at once where it is known, or what `read` answers. Fails as it does; then nothing is remembered. */
  find(name: string, read: () => Promise<Value>): Soon<Value> {
    const known = this.#known.get(name)
    if (known !== undefined || this.#known.has(name)) return known as Soon<Value>
    if (this.#known.size >= this.#most) this.forget()
    const reading = read()
    // Whoever changes a record while this is read takes the entry out: the map may only hold what was read since.
    this.#known.set(name, reading)
    reading.then(
      (value) => {
        if (this.#known.get(name) === reading) this.#known.set(name, value)
      },
      () => {
        if (this.#known.get(name) === reading) this.#known.delete(name)
      },
    )
    return reading
  }

  /** Reads everything anew from now on. */
  forget(): void {
    this.#known.clear()
  }

  close(): void {
    this.#unsubscribe()
    this.forget()
  }
}
