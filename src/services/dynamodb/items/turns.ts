import type { Store } from '../../../store/index.ts'

/**
 * Writers of one item on this node take turns. Each would otherwise find that the item has changed since it read it, and all but
 * one would do their work for nothing; between nodes the versions of records decide, as before.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  /** Waits until nobody else has a turn for any of these; answers the way to end one's own. */
  async take(names: readonly string[]): Promise<() => void> {
    const before = names.map((name) => this.#last.get(name))
    let end: () => void = () => {}
    const own = new Promise<void>((resolve) => {
      end = resolve
    })
    // In one go for all names: whoever comes first is first everywhere, so that no two wait for each other.
    for (const name of names) this.#last.set(name, own)
    if (before.some((promise) => promise !== undefined)) await Promise.all(before)
    return () => {
      for (const name of names) if (this.#last.get(name) === own) this.#last.delete(name)
      end()
    }
  }
}

const all = new WeakMap<Store, Turns>()

/** The turns of a store's items. */
export function turnsOf(store: Store): Turns {
  let turns = all.get(store)
  if (turns === undefined) {
    turns = new Turns()
    all.set(store, turns)
  }
  return turns
}
