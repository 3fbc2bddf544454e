import type { Clock } from '../base/clock.ts'
import type { ComputeSurroundings, FunctionVersion, RoleCredentials } from './types.ts'

/** Credentials that have less left are not given to further environments. Unit: milliseconds. Source: chosen. */
const leastLeftMs = 1_800_000

/** Credentials of functions' roles: environments of one function share them, so that a cold start asks nobody. */
export class CredentialShelf {
  readonly #ask: ComputeSurroundings['credentials']
  readonly #clock: Clock
  readonly #kept = new Map<string, Promise<RoleCredentials>>()

  constructor(ask: ComputeSurroundings['credentials'], clock: Clock) {
    this.#ask = ask
    this.#clock = clock
  }

  /** Fails as the source of credentials does. */
  async of(version: FunctionVersion): Promise<RoleCredentials> {
    const { accountId, region, roleArn, functionName, timeoutMs } = version
    const key = [accountId, region, roleArn, functionName].join(' ')
    const kept = await this.#kept.get(key)
    if (kept && kept.expiresAt - this.#clock.now() > Math.max(leastLeftMs, 2 * timeoutMs)) return kept
    const asked = this.#ask(version)
    if (this.#kept.size > 1_000) this.#kept.clear()
    this.#kept.set(key, asked)
    asked.catch(() => this.#kept.delete(key))
    return asked
  }
}
