import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { CallRecord } from '../dispatch/index.ts'
import type { Store } from '../store/index.ts'

/** A use of the same key for the same service and region is written at most this often. Unit: milliseconds. Source: chosen. */
const writtenEveryMs = 60_000

/** How many uses are remembered as written. Unit: uses. Source: chosen; one takes about 100 bytes. */
const rememberedMax = 10_000

/**
 * Tells IAM when keys are used, for GetAccessKeyLastUsed and RoleLastUsed. Nobody waits for it: a use is written after its
 * request was answered, and one that could not be written is logged and forgotten.
 */
export class KeyUses {
  readonly #store: Store
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #writtenAt = new Map<string, number>()
  readonly #pending = new Set<Promise<void>>()

  constructor(store: Store, clock: Clock, logger: Logger) {
    this.#store = store
    this.#clock = clock
    this.#logger = logger
  }

  note({ service, caller }: CallRecord): void {
    const { accessKeyId } = caller.principal
    // Only keys that are issued here begin so; their services look closer.
    if (!accessKeyId?.startsWith('AKIA') && !accessKeyId?.startsWith('ASIA')) return
    const use = `${accessKeyId} ${service} ${caller.region}`
    const at = this.#clock.now()
    const before = this.#writtenAt.get(use)
    if (before !== undefined && at - before < writtenEveryMs) return
    if (this.#writtenAt.size >= rememberedMax) this.#writtenAt.clear()
    this.#writtenAt.set(use, at)
    const written = this.#write({ service, caller }, at)
      .catch((error: unknown) => this.#logger.warn('The use of a key could not be written', { error }))
      .finally(() => this.#pending.delete(written))
    this.#pending.add(written)
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await Promise.all(this.#pending)
  }

  async #write({ service, caller }: Pick<CallRecord, 'service' | 'caller'>, at: number): Promise<void> {
    const { recordUse } = await import('../services/iam/adapters/last-used.ts')
    await recordUse(this.#store, { principal: caller.principal, service, region: caller.region, at })
  }
}
