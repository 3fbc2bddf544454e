/**
 * Versions that keep initialised environments ready. What was asked for is kept, so that it holds after a restart; each node
 * follows the records and has its compute room keep that many.
 */
import type { Logger } from '../../base/logger.ts'
import type { Compute, FunctionVersion, ProvisionedStatus } from '../../compute/index.ts'
import type { BackgroundWork } from '../../dispatch/index.ts'
import { collection, type Key, type Store } from '../../store/index.ts'
import { functionVersionOf } from './function-version.ts'
import { requireTarget, type Target } from './lookups.ts'
import { functions, type Home, type OfFunction } from './records.ts'
import type { LambdaRoom } from './room.ts'

/** What a version or alias asks for. */
export type ProvisionedConcurrency = OfFunction & {
  /** A version's number or an alias. */
  readonly qualifier: string
  readonly requested: number
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
}

export const provisionedConcurrencies = collection<ProvisionedConcurrency>()({
  name: 'lambda.provisioned-concurrencies',
  key: ({ accountId, region, name, qualifier }) => [accountId, region, name, qualifier],
})

/** All that an account asks for in a region, or one of its functions. */
export async function listProvisioned(store: Store, prefix: Key = []): Promise<ProvisionedConcurrency[]> {
  const found: ProvisionedConcurrency[] = []
  let after: Key | undefined
  do {
    const page = await provisionedConcurrencies.list(
      store,
      after === undefined ? { prefix } : { prefix, after },
    )
    found.push(...page.items.map(({ value }) => value))
    after = page.next
  } while (after !== undefined)
  return found
}

/**
 * What provisioned concurrency takes from what functions without a reservation share: that of functions with one is part of
 * their reservation. Source: Lambda Developer Guide, "Understanding and visualizing concurrency".
 */
export async function provisionedTotal(
  store: Store,
  { accountId, region }: Home,
  reserved: Readonly<Record<string, number>>,
): Promise<number> {
  const all = await listProvisioned(store, [accountId, region])
  return all
    .filter(({ name }) => reserved[name] === undefined)
    .reduce((sum, { requested }) => sum + requested, 0)
}

/** The version that a record means now, as far as its key tells; undefined when it is gone or is not to be invoked. */
export async function provisionedVersion(
  store: Store,
  record: ProvisionedConcurrency,
): Promise<FunctionVersion | undefined> {
  const target = await provisionedTarget(store, record)
  return target && functionVersionOf(target.function.value, target.version)
}

async function provisionedTarget(
  store: Store,
  { accountId, region, name, qualifier }: ProvisionedConcurrency,
): Promise<Target | undefined> {
  const stored = await functions.get(store, [accountId, region, name])
  if (!stored) return undefined
  const { partition } = stored.value
  return await requireTarget(store, { accountId, region, partition, name, qualifier }).catch(() => undefined)
}

/** How far a record is, as GetProvisionedConcurrencyConfig shows it. */
export function provisionedState(
  requested: number,
  { available, failure }: Pick<ProvisionedStatus, 'available' | 'failure'>,
): { readonly status: 'READY' | 'IN_PROGRESS' | 'FAILED'; readonly reason?: string } {
  if (available >= requested) return { status: 'READY' }
  return failure === undefined ? { status: 'IN_PROGRESS' } : { status: 'FAILED', reason: failure }
}

/** Keeps this node's environments as the records say, from its start on. */
export class ProvisionedFollower implements BackgroundWork {
  readonly #room: LambdaRoom
  readonly #store: Store
  readonly #logger: Logger
  readonly #kept = new Map<string, { version: FunctionVersion; count: number }>()
  readonly #unsubscribe: ReadonlyArray<() => void>
  #looking: Promise<void> = Promise.resolve()
  #isWaiting = false
  #stopped = false

  constructor(room: LambdaRoom, { store, logger }: { readonly store: Store; readonly logger: Logger }) {
    this.#room = room
    this.#store = store
    this.#logger = logger
    // An alias that moves takes its environments along; a version is ready some time after it was made.
    const prefixes = ['lambda.provisioned-concurrencies', 'lambda.aliases', 'lambda.versions']
    this.#unsubscribe = prefixes.map((name) =>
      store.subscribe({ type: 'record', prefix: [name] }, () => this.#look()),
    )
    this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    await this.#looking
  }

  #look(): void {
    if (this.#isWaiting || this.#stopped) return
    this.#isWaiting = true
    this.#looking = this.#looking.then(async () => {
      this.#isWaiting = false
      try {
        await this.#follow()
      } catch (error) {
        this.#logger.error('Provisioned concurrency could not be looked after', { error })
      }
    })
  }

  async #follow(): Promise<void> {
    const records = await listProvisioned(this.#store)
    if (this.#stopped || (records.length === 0 && this.#kept.size === 0)) return
    const wanted = new Map<string, { version: FunctionVersion; count: number }>()
    for (const record of records) {
      const target = await provisionedTarget(this.#store, record)
      if (!target) continue
      const version = await this.#room.environments.runnable(target.function.value, target.version)
      const count = (wanted.get(version.key)?.count ?? 0) + record.requested
      wanted.set(version.key, { version, count })
    }
    const compute = await this.#room.compute()
    for (const [key, { version }] of this.#kept) {
      if (wanted.has(key)) continue
      this.#kept.delete(key)
      await this.#keep(compute, version, 0)
    }
    for (const [key, { version, count }] of wanted) {
      if (this.#kept.get(key)?.count === count) continue
      this.#kept.set(key, { version, count })
      await this.#keep(compute, version, count)
    }
  }

  async #keep(compute: Compute, version: FunctionVersion, count: number): Promise<void> {
    try {
      await compute.provision(version, count)
    } catch (error) {
      this.#kept.delete(version.key)
      const { functionName: name, version: number } = version
      this.#logger.error('Environments could not be provisioned', { name, version: number, count, error })
    }
  }
}
