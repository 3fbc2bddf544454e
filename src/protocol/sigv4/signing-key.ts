import type { SigningHashes } from './hashes.ts'

/** A scope's key serves all requests of a day; a server has few of them. */
const cachedKeysMax = 1000

/** Derives signing keys, and remembers the last ones. Source: IAM User Guide, "Create a signed AWS API request", step 4. */
export class SigningKeys {
  readonly #hashes: SigningHashes
  readonly #cache = new Map<string, Uint8Array>()

  constructor(hashes: SigningHashes) {
    this.#hashes = hashes
  }

  /** The key of a secret for a day, a region and a service. */
  get(secretAccessKey: string, date: string, region: string, service: string): Uint8Array {
    const name = `${secretAccessKey}\n${date}\n${region}\n${service}`
    let key = this.#cache.get(name)
    if (!key) {
      key = this.#derive(secretAccessKey, [date, region, service, 'aws4_request'])
      if (this.#cache.size >= cachedKeysMax) {
        const [oldest] = this.#cache.keys()
        if (oldest !== undefined) this.#cache.delete(oldest)
      }
      this.#cache.set(name, key)
    }
    return key
  }

  #derive(secretAccessKey: string, steps: readonly string[]): Uint8Array {
    let key: string | Uint8Array = `AWS4${secretAccessKey}`
    for (const step of steps) key = this.#hashes.hmacSha256(key, step)
    return key as Uint8Array
  }
}
