import type { Logger } from '../../base/logger.ts'
import type { Environment } from '../environment/environment.ts'
import type { FunctionVersion, ProvisionedStatus } from '../types.ts'
import type { Fleet, Group } from './fleet.ts'

/** Environments that cannot be made are tried again after so long, doubled each time. Unit: milliseconds. Source: chosen. */
const firstRetryMs = 1_000
const longestRetryMs = 60_000

interface Provision {
  readonly group: Group
  requested: number
  starting: number
  failure?: string
  retryMs: number
  retry?: NodeJS.Timeout
}

/** Keeps initialised environments. */
export class Provisioning {
  readonly #fleet: Fleet
  readonly #logger: Logger
  readonly #provisions = new Map<string, Provision>()
  #stopped = false

  constructor(fleet: Fleet, logger: Logger) {
    this.#fleet = fleet
    this.#logger = logger
    fleet.onChange = (group) => {
      const provision = this.#provisions.get(group.version.key)
      if (provision) void Promise.all(this.#fill(provision))
    }
  }

  /** Keeps so many; resolves when they are there, or could not be made. */
  async provision(version: FunctionVersion, count: number): Promise<void> {
    let provision = this.#provisions.get(version.key)
    if (!provision) {
      if (count === 0) return
      provision = { group: this.#fleet.group(version), requested: 0, starting: 0, retryMs: firstRetryMs }
      this.#provisions.set(version.key, provision)
    }
    provision.requested = count
    if (count === 0) this.#provisions.delete(version.key)
    await Promise.all(this.#fill(provision))
    const surplus = environmentsOf(provision).filter(({ isFree }) => isFree)
    const excess = environmentsOf(provision).length - count
    await Promise.all(surplus.slice(0, Math.max(0, excess)).map((environment) => environment.stop()))
  }

  status(version: FunctionVersion): ProvisionedStatus {
    const provision = this.#provisions.get(version.key)
    if (!provision) return { requested: 0, available: 0 }
    return {
      requested: provision.requested,
      available: environmentsOf(provision).filter(
        ({ state }) => state !== 'starting' && state !== 'initialising',
      ).length,
      ...(provision.failure === undefined ? {} : { failure: provision.failure }),
    }
  }

  stop(): void {
    this.#stopped = true
    for (const { retry } of this.#provisions.values()) clearTimeout(retry)
    this.#provisions.clear()
  }

  #fill(provision: Provision): Array<Promise<void>> {
    if (this.#stopped || provision.retry) return []
    const missing = provision.requested - environmentsOf(provision).length - provision.starting
    return Array.from({ length: Math.max(0, missing) }, () => this.#start(provision))
  }

  async #start(provision: Provision): Promise<void> {
    provision.starting++
    const failure = await this.#fleet
      .startOne(provision.group, 'provisioned-concurrency')
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    provision.starting--
    if (failure === undefined) {
      delete provision.failure
      provision.retryMs = firstRetryMs
      return
    }
    provision.failure = failure
    this.#logger.warn('A provisioned environment could not be initialised', { failure })
    if (this.#stopped || provision.retry) return
    provision.retry = setTimeout(() => {
      delete provision.retry
      void Promise.all(this.#fill(provision))
    }, provision.retryMs).unref()
    provision.retryMs = Math.min(longestRetryMs, provision.retryMs * 2)
  }
}

function environmentsOf({ group }: Provision): Environment[] {
  return [...group.all].filter(({ initializationType }) => initializationType === 'provisioned-concurrency')
}
