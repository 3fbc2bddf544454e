import type { Store } from '../store/index.ts'

const prefix = ['app/used-service']

/**
 * Which services have been used on this store, by this node or another. A service that nobody has ever called has left
 * nothing to sweep, so that a server need not load it for its background work.
 */
export class UsedServices {
  readonly #store: Store
  readonly #unsubscribe: () => void

  /** `onChange` is called when another one may have been used for the first time, on any node. */
  constructor(store: Store, onChange: () => void) {
    this.#store = store
    this.#unsubscribe = store.subscribe({ type: 'record', prefix }, onChange)
  }

  /** The prefixes of the services. */
  async list(): Promise<string[]> {
    const entries = await this.#store.list({ prefix })
    return entries.map(({ key }) => String(key.at(-1)))
  }

  /** Notes that a service is used; durable when answered, before the service has left anything. */
  async note(service: string): Promise<void> {
    const key = [...prefix, service]
    if ((await this.#store.get(key)) === null) await this.#store.commit([{ type: 'set', key, value: true }])
  }

  close(): void {
    this.#unsubscribe()
  }
}
