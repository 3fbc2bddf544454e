import type { Store } from '../../store/index.ts'
import { type FunctionAddress, functionArn } from './domain/names.ts'
import { requireTarget, type Target } from './lookups.ts'
import { aliases, functions, versions } from './records.ts'

/** Targets that are remembered. Ours. */
const rememberedMax = 1_000

/**
 * Remembers what addresses mean, for invocations: the read of a function's record was an eighth of what a warm one cost. Any
 * change of a function, version or alias empties it: on this node before the change is answered, on others when they
 * hear of it, some milliseconds later. AWS, too, goes on with the code before for a while.
 */
export class TargetCache {
  readonly #known = new Map<string, Target>()
  #changes = 0
  #watched: Store | undefined

  /** As {@link requireTarget}. */
  async require(store: Store, address: FunctionAddress): Promise<Target> {
    this.#watch(store)
    const key = functionArn(address, address.qualifier)
    const known = this.#known.get(key)
    if (known) return known
    const changes = this.#changes
    const target = await requireTarget(store, address)
    if (changes === this.#changes) {
      if (this.#known.size >= rememberedMax) this.#known.clear()
      this.#known.set(key, target)
    }
    return target
  }

  #watch(store: Store): void {
    if (this.#watched === store) return
    this.#watched = store
    this.#known.clear()
    for (const records of [functions, versions, aliases]) {
      store.subscribe({ type: 'record', prefix: records.storeKey([]) }, () => {
        this.#changes++
        this.#known.clear()
      })
    }
  }
}
