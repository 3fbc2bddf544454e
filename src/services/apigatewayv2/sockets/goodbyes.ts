import { goodbyesMs } from '../limits.ts'

/** Ends of connections that their APIs are being told of. */
export class Goodbyes {
  readonly #open = new Set<Promise<void>>()

  /** `ending` does not fail. */
  add(ending: Promise<void>): void {
    this.#open.add(ending)
    void ending.finally(() => this.#open.delete(ending))
  }

  /** Waits for them, for a while: a server that stops cannot wait for each. */
  async said(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, goodbyesMs)
    })
    await Promise.race([Promise.all(this.#open), over])
    clearTimeout(timer)
  }
}
