import type { Soon } from '../../base/soon.ts'
import type { Store } from '../../store/index.ts'
import type { FunctionAddress } from './domain/names.ts'
import { requireTarget, type Target } from './lookups.ts'
import { aliases, functions, versions } from './records.ts'

interface Remembered {
  readonly address: FunctionAddress
  readonly target: Target
}

function isSame(one: FunctionAddress, other: FunctionAddress): boolean {
  return (
    one.accountId === other.accountId &&
    one.region === other.region &&
    one.partition === other.partition &&
    one.qualifier === other.qualifier
  )
}

/** Targets that are remembered. Ours. */
const rememberedMax = 1_000

/**
 * Remembers what addresses mean, for invocations: the read of a function's record was an eighth of what a warm one cost. Any
 * change of a function, version or alias empties it: on this node before the change is answered, on others when they
 * hear of it, some milliseconds later. AWS, too, goes on with the code before for a while.
 */
export class TargetCache {
  /** By the function's name, which most addresses differ by. */
  readonly #known = new Map<string, Remembered[]>()
  #count = 0
  #changes = 0
  #watched: Store | undefined

  /** As {@link requireTarget}. */
  require(store: Store, address: FunctionAddress): Soon<Target> {
    this.#watch(store)
    const known = this.#known.get(address.name)?.find((one) => isSame(one.address, address))
    return known ? known.target : this.#read(store, address)
  }

  async #read(store: Store, address: FunctionAddress): Promise<Target> {
    const changes = this.#changes
    const target = await requireTarget(store, address)
    if (changes === this.#changes) {
      if (this.#count >= rememberedMax) this.#forget()
      const ofName = this.#known.get(address.name) ?? []
      this.#known.set(address.name, [...ofName, { address, target }])
      this.#count++
    }
    return target
  }

  #forget(): void {
    this.#known.clear()
    this.#count = 0
  }

  #watch(store: Store): void {
    if (this.#watched === store) return
    this.#watched = store
    this.#forget()
    for (const records of [functions, versions, aliases]) {
      store.subscribe({ type: 'record', prefix: records.storeKey([]) }, () => {
        this.#changes++
        this.#forget()
      })
    }
  }
}
