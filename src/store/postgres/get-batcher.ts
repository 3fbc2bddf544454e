import type { FoundRow } from '../backend.ts'
import type { EncodedKey } from '../key.ts'

interface Waiting {
  readonly keys: readonly EncodedKey[]
  readonly now: number
  readonly resolve: (rows: Array<FoundRow | null>) => void
  readonly reject: (error: unknown) => void
}

/** Keys that are looked up by one statement at most. */
const keysMax = 1000

/**
 * Makes one look-up of all that are asked for in one turn of the event loop: a statement costs a hundred times what
 * finding another key does.
 */
export class GetBatcher {
  readonly #lookUp: (ask: { keys: readonly EncodedKey[]; now: number }) => Promise<Array<FoundRow | null>>
  #waiting: Waiting[] = []

  constructor(
    lookUp: (ask: { keys: readonly EncodedKey[]; now: number }) => Promise<Array<FoundRow | null>>,
  ) {
    this.#lookUp = lookUp
  }

  get({ keys, now }: { keys: readonly EncodedKey[]; now: number }): Promise<Array<FoundRow | null>> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) queueMicrotask(() => this.#flush())
      this.#waiting.push({ keys, now, resolve, reject })
    })
  }

  #flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    let group: Waiting[] = []
    let count = 0
    for (const each of waiting) {
      // One instant decides what has expired, so those of another turn of the clock go apart.
      if (group.length > 0 && (count + each.keys.length > keysMax || each.now !== group[0]?.now)) {
        void this.#run(group)
        group = []
        count = 0
      }
      group.push(each)
      count += each.keys.length
    }
    if (group.length > 0) void this.#run(group)
  }

  async #run(group: readonly Waiting[]): Promise<void> {
    try {
      const keys = group.flatMap((each) => each.keys)
      const rows = await this.#lookUp({ keys, now: group[0]?.now ?? 0 })
      let at = 0
      for (const { keys: own, resolve } of group) {
        resolve(rows.slice(at, at + own.length))
        at += own.length
      }
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}
