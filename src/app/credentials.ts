import type { Credential } from '../aws/principal.ts'
import type { Key, Store } from '../store/index.ts'

/** Looks up keys that were issued here; undefined for any other. */
export type FindCredential = (store: Store, accessKeyId: string) => Promise<Credential | undefined>

/** Where credentials of one kind come from: keys that begin so, found so, changed by commits under this prefix. */
export interface CredentialKind {
  readonly keyPrefix: string
  readonly find: FindCredential
  readonly records: Key
}

/** How many credentials are remembered. Unit: keys. Source: chosen; a key takes about 1 KiB. */
const remembered = 10_000

/**
 * Credentials by access key, remembered until a commit touches their records: every request asks. Answers that there
 * is none are remembered too, and forgotten in the same way.
 */
export class CredentialCache {
  readonly #store: Store
  readonly #kinds: readonly CredentialKind[]
  readonly #known = new Map<string, Promise<Credential | undefined>>()
  readonly #stop: Array<() => void>

  constructor(store: Store, kinds: readonly CredentialKind[]) {
    this.#store = store
    this.#kinds = kinds
    this.#stop = kinds.map((kind) =>
      store.subscribe({ type: 'record', prefix: kind.records }, () => this.#forget(kind.keyPrefix)),
    )
  }

  find(accessKeyId: string): Promise<Credential | undefined> | undefined {
    const kind = this.#kinds.find(({ keyPrefix }) => accessKeyId.startsWith(keyPrefix))
    if (!kind) return undefined
    let found = this.#known.get(accessKeyId)
    if (!found) {
      found = kind.find(this.#store, accessKeyId)
      if (this.#known.size >= remembered) this.#known.clear()
      this.#known.set(accessKeyId, found)
      found.catch(() => this.#known.delete(accessKeyId))
    }
    return found
  }

  close(): void {
    for (const stop of this.#stop) stop()
  }

  #forget(keyPrefix: string): void {
    for (const accessKeyId of this.#known.keys()) {
      if (accessKeyId.startsWith(keyPrefix)) this.#known.delete(accessKeyId)
    }
  }
}
