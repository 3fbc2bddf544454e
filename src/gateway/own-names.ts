import type { Store } from '../store/index.ts'
import { type Domain, domains } from './domain-names.ts'

/**
 * The names of one's own that lead to APIs, of all accounts: every request of the server is asked whether its host is one.
 * Kept in memory, and read anew when one changes, on this node or another.
 */
export class OwnNames {
  #store: Store | undefined
  #names: ReadonlyMap<string, Domain | undefined> = new Map()
  #reading: Promise<void> | undefined
  #unsubscribe: (() => void) | undefined

  /** Whether a Host header, with or without a port, is such a name. */
  has(host: string): boolean {
    if (this.#names.size === 0) return false
    const name = plainHost(host)
    return this.#names.has(name) || this.#names.has(wildOf(name))
  }

  /** What a Host header leads to. Mappings with longer keys come first. */
  async find(host: string): Promise<Domain | undefined> {
    await this.#reading?.catch(() => {})
    const name = plainHost(host)
    return this.#names.get(name) ?? this.#names.get(wildOf(name))
  }

  /** Knows a name from now on, before the store has told of it. */
  add(name: string): void {
    this.#names = new Map([...this.#names, [name, this.#names.get(name)]])
  }

  async start(store: Store): Promise<void> {
    this.#store = store
    this.#unsubscribe = store.subscribe({ type: 'record', prefix: domains.storeKey([]) }, () => this.#read())
    this.#read()
    await this.#reading
  }

  stop(): void {
    this.#unsubscribe?.()
  }

  #read(): void {
    const before = this.#reading
    // A reading that failed leaves what was known; the next change reads anew.
    const reading = Promise.resolve(before?.catch(() => {})).then(async () => {
      // Of several changes at once the last one reads.
      if (this.#reading !== reading || !this.#store) return
      const found = await allDomains(this.#store)
      this.#names = new Map(found.map((domain) => [domain.name, domain]))
    })
    this.#reading = reading
    reading.catch(() => {})
  }
}

async function allDomains(store: Store): Promise<Domain[]> {
  const found: Domain[] = []
  let page = await domains.list(store)
  for (;;) {
    found.push(...page.items.map(({ value }) => sorted(value)))
    if (page.next === undefined) return found
    page = await domains.list(store, { after: page.next })
  }
}

function sorted(domain: Domain): Domain {
  return { ...domain, mappings: [...domain.mappings].sort((one, other) => other.key.length - one.key.length) }
}

function wildOf(name: string): string {
  return `*.${name.split('.').slice(1).join('.')}`
}

/** A Host header without its port, in lower case. */
export function plainHost(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}
