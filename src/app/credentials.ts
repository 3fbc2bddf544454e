import type { Credential } from '../aws/principal.ts'
import type { CredentialSource } from '../edge/index.ts'
import type { Key, Store } from '../store/index.ts'

/** What a service that issues keys offers: the way to find one, and the records whose change may change the answer. */
export interface CredentialFinder {
  readonly findCredential: (store: Store, accessKeyId: string) => Promise<Credential | undefined>
  readonly credentialRecords: Key
}

/** Keys of one kind, by how they begin. Their service is imported when the first one comes. */
export interface CredentialKind {
  readonly keyPrefix: string
  readonly load: () => Promise<CredentialFinder>
}

/** Long-term keys are IAM's, temporary ones STS's. Source: IAM User Guide, "IAM identifiers", unique ID prefixes. */
export const credentialKinds: readonly CredentialKind[] = [
  { keyPrefix: 'AKIA', load: () => import('../services/iam/adapters/credentials.ts') },
  { keyPrefix: 'ASIA', load: () => import('../services/sts/adapters/credentials.ts') },
]

/** How many credentials are remembered. Unit: keys. Source: chosen; a key takes about 1 KiB. */
const rememberedMax = 10_000

/**
 * Credentials by access key, remembered until a commit touches their records: every request asks. That a key is not one of
 * ours is remembered too, and forgotten in the same way.
 */
export class CredentialCache implements CredentialSource {
  readonly #store: Store
  readonly #kinds: readonly CredentialKind[]
  readonly #finders = new Map<CredentialKind, Promise<CredentialFinder>>()
  readonly #known = new Map<string, Promise<Credential | undefined>>()
  readonly #unsubscribe: Array<() => void> = []

  constructor(store: Store, kinds: readonly CredentialKind[] = credentialKinds) {
    this.#store = store
    this.#kinds = kinds
  }

  find(accessKeyId: string): Promise<Credential | undefined> | undefined {
    const known = this.#known.get(accessKeyId)
    if (known) return known
    const kind = this.#kinds.find(({ keyPrefix }) => accessKeyId.startsWith(keyPrefix))
    if (!kind) return undefined
    const found = this.#finder(kind).then((finder) => finder.findCredential(this.#store, accessKeyId))
    if (this.#known.size >= rememberedMax) this.#known.clear()
    this.#known.set(accessKeyId, found)
    found.catch(() => this.#known.delete(accessKeyId))
    return found
  }

  /** Lets go of the store. */
  close(): void {
    for (const stop of this.#unsubscribe) stop()
  }

  #finder(kind: CredentialKind): Promise<CredentialFinder> {
    let finder = this.#finders.get(kind)
    if (!finder) {
      finder = this.#load(kind)
      this.#finders.set(kind, finder)
      finder.catch(() => this.#finders.delete(kind))
    }
    return finder
  }

  async #load(kind: CredentialKind): Promise<CredentialFinder> {
    const finder = await kind.load()
    const topic = { type: 'record', prefix: finder.credentialRecords } as const
    this.#unsubscribe.push(this.#store.subscribe(topic, () => this.#forget(kind.keyPrefix)))
    return finder
  }

  #forget(keyPrefix: string): void {
    for (const accessKeyId of this.#known.keys()) {
      if (accessKeyId.startsWith(keyPrefix)) this.#known.delete(accessKeyId)
    }
  }
}
