/** Values that were asked for, kept for their time: the least recently asked for go first. Who asks for the same at once shares one question. */
export class Kept {
  #most
  #now
  #values = new Map()
  #asked = new Map()

  /** `most`: 0 keeps none. `now` in milliseconds. */
  constructor(most, now) {
    this.#most = most
    this.#now = now
  }

  /** The value under a key, no older than `ttlMs`; 0 asks each time. Fails as `ask` does, and keeps no failure. */
  async get(key, ttlMs, ask) {
    if (ttlMs <= 0 || this.#most === 0) return await ask()
    const found = this.#values.get(key)
    this.#values.delete(key)
    if (found !== undefined && this.#now() < found.until) {
      this.#values.set(key, found)
      return found.value
    }
    let asked = this.#asked.get(key)
    if (asked === undefined) {
      asked = ask().finally(() => this.#asked.delete(key))
      this.#asked.set(key, asked)
    }
    const value = await asked
    this.#values.delete(key)
    this.#values.set(key, { value, until: this.#now() + ttlMs })
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#most) break
      this.#values.delete(oldest)
    }
    return value
  }
}
