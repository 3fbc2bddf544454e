/**
 * Metering: what each version of each function ran, as AWS would charge it. Counted in memory and added to the store every
 * few seconds and at the end; what was counted since is lost when the server is killed.
 */
import type { Changeable } from '../../base/changeable.ts'
import type { Timer } from '../../base/clock.ts'
import type { InvocationReport } from '../../compute/index.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { collection, type Key, type Store } from '../../store/index.ts'
import { changing } from './changing.ts'
import { freeStorageMb } from './domain/prices.ts'
import { FunctionMetrics, type MappingMetric, pathOf } from './function-metrics.ts'
import type { FunctionRecord, OfFunction, Version } from './records.ts'

/** How often counts go into the store. Unit: milliseconds. Ours: this much is lost by a kill. */
export const usageFlushMs = 5_000

/** What events of asynchronous invocations came to. */
export type EventCount = 'givenUp' | 'destinationDeliveryFailures' | 'deadLetterErrors'

/** Sums. `mbMs`: megabytes of memory times billed milliseconds. */
export type Counts = {
  readonly requests: number
  /** Of these the function answered so many with an error. */
  readonly errors: number
  readonly throttles: number
  readonly durationMs: number
  readonly billedMs: number
  /** Environments that were initialised for an invocation. */
  readonly coldStarts: number
  readonly mbMs: { readonly x86_64: number; readonly arm64: number }
  /** Megabytes of `/tmp` beyond what is free, times billed milliseconds. */
  readonly storageMbMs: number
} & Readonly<Record<EventCount, number>>

const none: Counts = {
  requests: 0,
  errors: 0,
  throttles: 0,
  durationMs: 0,
  billedMs: 0,
  coldStarts: 0,
  mbMs: { x86_64: 0, arm64: 0 },
  storageMbMs: 0,
  givenUp: 0,
  destinationDeliveryFailures: 0,
  deadLetterErrors: 0,
}

/** The sums of one version of a function, kept when the function is deleted, as a bill is. */
export type Usage = OfFunction & { readonly version: string; readonly since: number; readonly counts: Counts }

export const usages = collection<Usage>()({
  name: 'lambda.usage',
  key: ({ accountId, region, name, version }) => [accountId, region, name, version],
})

interface Pending {
  readonly of: OfFunction
  readonly version: string
  readonly counts: Sums
}

/** Counts while they grow. */
type Sums = Changeable<Omit<Counts, 'mbMs'>> & { readonly mbMs: Changeable<Counts['mbMs']> }

type Needs = Pick<Surroundings, 'store' | 'clock' | 'logger' | 'call'>

/** Counts on this node. */
export class UsageMeter {
  readonly #metrics = new FunctionMetrics()
  /** By function, then by version. */
  #pending = new Map<string, Map<string, Pending>>()
  #timer: Timer | undefined
  #flushing: Promise<void> = Promise.resolve()
  #surroundings: Needs | undefined

  /** From now on counts go into this store. */
  start(surroundings: Needs): void {
    this.#surroundings = surroundings
    this.#metrics.start(surroundings)
    if (this.#pending.size > 0) this.#arm()
  }

  /** Counts an invocation that ran. */
  countInvocation(
    record: FunctionRecord,
    { version, architecture, settings }: Pick<Version, 'version' | 'architecture' | 'settings'>,
    { durationMs, billedMs, initMs }: InvocationReport,
    failed: boolean,
  ): void {
    this.#metrics.noteInvocation(record, durationMs, failed)
    const sums = this.#sumsOf(record, version)
    sums.requests++
    if (failed) sums.errors++
    if (initMs !== undefined) sums.coldStarts++
    sums.durationMs += durationMs
    sums.billedMs += billedMs
    sums.mbMs[architecture] += settings.memoryMb * billedMs
    sums.storageMbMs += Math.max(0, settings.ephemeralStorageMb - freeStorageMb) * billedMs
  }

  /** Counts an invocation that was not let in. AWS charges nothing for it. */
  countThrottle(of: OfFunction, version: string): void {
    this.#metrics.note(of, 'Throttles', 1)
    this.#sumsOf(of, version).throttles++
  }

  /** Notes how old the last record of a stream's batch was. Unit: milliseconds. */
  noteIteratorAge(of: OfFunction, ageMs: number): void {
    this.#metrics.note(of, 'IteratorAge', Math.max(0, ageMs))
  }

  /** Counts a request to a function's URL by the status and the time of its answer. */
  countUrlRequest(of: OfFunction, status: number, latencyMs: number): void {
    this.#metrics.note(of, 'UrlRequestCount', 1)
    this.#metrics.note(of, 'Url4xxCount', status >= 400 && status < 500 ? 1 : 0)
    this.#metrics.note(of, 'Url5xxCount', status >= 500 ? 1 : 0)
    this.#metrics.note(of, 'UrlRequestLatency', latencyMs)
  }

  /** Counts events of a mapping that asks for it. */
  countMapped(of: OfFunction, mapping: string, metric: MappingMetric, events: number): void {
    if (events > 0) this.#metrics.note(of, metric, events, mapping)
  }

  countEvents(of: OfFunction, version: string, what: EventCount): void {
    if (what === 'destinationDeliveryFailures') this.#metrics.note(of, 'DestinationDeliveryFailures', 1)
    if (what === 'deadLetterErrors') this.#metrics.note(of, 'DeadLetterErrors', 1)
    this.#sumsOf(of, version)[what]++
  }

  /** Resolves when what was counted before is in the store, and metrics have been sent. For the end of the server. */
  async close(): Promise<void> {
    await Promise.all([this.flush(), this.#metrics.flush()])
  }

  /** Resolves when what was counted before is in the store. */
  flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#flush())
    return this.#flushing
  }

  /** What is counted of a version until it goes into the store. */
  #sumsOf(of: OfFunction, version: string): Sums {
    const path = pathOf(of)
    let versions = this.#pending.get(path)
    if (!versions) {
      versions = new Map()
      this.#pending.set(path, versions)
    }
    let pending = versions.get(version)
    if (!pending) {
      const { accountId, region, name } = of
      pending = { of: { accountId, region, name }, version, counts: { ...none, mbMs: { ...none.mbMs } } }
      versions.set(version, pending)
      this.#arm()
    }
    return pending.counts
  }

  #arm(): void {
    const { clock } = this.#surroundings ?? {}
    if (this.#timer === undefined && clock !== undefined)
      this.#timer = clock.setTimer(clock.now() + usageFlushMs, () => void this.flush())
  }

  async #flush(): Promise<void> {
    if (!this.#surroundings) return
    const { store, clock, logger } = this.#surroundings
    const pending = this.#pending
    this.#pending = new Map()
    for (const { of, version, counts } of [...pending.values()].flatMap((versions) => [
      ...versions.values(),
    ])) {
      try {
        await changing(store, async (commit) => {
          const { accountId, region, name } = of
          const stored = await usages.get(store, [accountId, region, name, version])
          const before = stored?.value ?? { ...of, version, since: clock.now(), counts: none }
          usages.put(commit, { ...before, counts: sum(before.counts, counts) }, stored)
        })
      } catch (error) {
        logger.warn('The usage of a function could not be stored; it is tried again', {
          error,
          name: of.name,
        })
        Object.assign(this.#sumsOf(of, version), sum(this.#sumsOf(of, version), counts))
      }
    }
  }
}

/** All that was counted on this store. */
export async function listUsage(store: Store): Promise<Usage[]> {
  const all: Usage[] = []
  let after: Key | undefined
  do {
    const page = await usages.list(store, after === undefined ? {} : { after })
    all.push(...page.items.map(({ value }) => value))
    after = page.next
  } while (after !== undefined)
  return all
}

function sum(left: Counts, right: Counts): Counts {
  const add = (name: Exclude<keyof Counts, 'mbMs'>) => left[name] + right[name]
  return {
    requests: add('requests'),
    errors: add('errors'),
    throttles: add('throttles'),
    durationMs: add('durationMs'),
    billedMs: add('billedMs'),
    coldStarts: add('coldStarts'),
    mbMs: {
      x86_64: left.mbMs.x86_64 + right.mbMs.x86_64,
      arm64: left.mbMs.arm64 + right.mbMs.arm64,
    },
    storageMbMs: add('storageMbMs'),
    givenUp: add('givenUp'),
    destinationDeliveryFailures: add('destinationDeliveryFailures'),
    deadLetterErrors: add('deadLetterErrors'),
  }
}
