import type { Store } from '../store/index.ts'
import { domains } from './domain-names.ts'

/**
 * The names of one's own that lead to APIs, of all accounts: every request of the server is asked whether its host is one.
 * Kept in memory, and read anew when one comes or goes, on this node or another.
 */
export class OwnNames {
  #names: ReadonlySet<string> = new Set()
  #unsubscribe: (() => void) | undefined

  /** Whether a Host header, with or without a port, is such a name. */
  has(host: string): boolean {
    if (this.#names.size === 0) return false
    const name = host.toLowerCase().replace(/:\d+$/, '')
    return this.#names.has(name) || this.#names.has(`*.${name.split('.').slice(1).join('.')}`)
  }

  /** Knows a name from now on, before the store has told of it. */
  add(name: string): void {
    this.#names = new Set([...this.#names, name])
  }

  async start(store: Store): Promise<void> {
    const read = async () => {
      const { items } = await domains.list(store)
      this.#names = new Set(items.map(({ value }) => value.name))
    }
    this.#unsubscribe = store.subscribe({ type: 'record', prefix: domains.storeKey([]) }, () => void read())
    await read()
  }

  stop(): void {
    this.#unsubscribe?.()
  }
}
