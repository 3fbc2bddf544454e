/**
 * Keeps a poller for each mapping that is enabled and whose function is there, on every node, as mappings and functions change.
 * A mapping that changes gets a new poller once the old one has come to its end.
 */
import { partitionOf } from '../../../aws/identifiers.ts'
import {
  invocationBytesMax,
  type Poller,
  type PollerSurroundings,
  recordFilter,
  sqsSource,
  startQueuePoller,
  startStreamPoller,
} from '../../../delivery/index.ts'
import type { BackgroundSurroundings, BackgroundWork } from '../../../dispatch/index.ts'
import { compileEventPattern } from '../../../engines/event-pattern/index.ts'
import type { Key } from '../../../store/index.ts'
import { functionArn } from '../domain/names.ts'
import { type EventSourceMapping, eventSourceMappings } from '../event-source-mappings.ts'
import { functions } from '../records.ts'
import type { LambdaRoom } from '../room.ts'
import { ResultNotes } from './mapping-results.ts'
import { MappingSink } from './mapping-sink.ts'
import { pollerKey, sourceSurroundings, startingPosition, streamOf } from './mapping-sources.ts'

/** How long batches of a mapping that was changed may go on. Unit: milliseconds. Ours: as long as functions run. */
const changeDrainMs = 900_000

/** Bytes of an event beside its records. Ours: `{"Records":[]}`, and with a window what describes it. */
const envelopeBytes = 1_024

interface Running {
  /** What it was started with: another means another poller. */
  readonly wanted: string
  readonly poller: Poller
  readonly results: ResultNotes
}

/** A mapping with what its function says. */
interface Wanted {
  readonly mapping: EventSourceMapping
  readonly roleArn: string
}

export class MappingPollers implements BackgroundWork {
  readonly #room: LambdaRoom
  readonly #surroundings: BackgroundSurroundings
  readonly #running = new Map<string, Running>()
  /** Pollers of mappings that were changed or deleted, until they have come to their ends. */
  readonly #ending = new Map<string, Promise<void>>()
  readonly #unsubscribe: ReadonlyArray<() => void>
  #looking: Promise<void> = Promise.resolve()
  #isAsked = false
  #stopped = false

  constructor(room: LambdaRoom, surroundings: BackgroundSurroundings) {
    this.#room = room
    this.#surroundings = surroundings
    const { store } = surroundings
    this.#unsubscribe = [eventSourceMappings.storeKey([]), functions.storeKey([])].map((prefix) =>
      store.subscribe({ type: 'record', prefix }, () => this.#look()),
    )
    this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    await this.#looking
    await Promise.all([...this.#running.values()].map(({ poller }) => poller.stop()))
    await Promise.all([...this.#running.values()].map(({ results }) => results.settled()))
  }

  #look(): void {
    if (this.#isAsked || this.#stopped) return
    this.#isAsked = true
    const { jobs, logger } = this.#surroundings
    this.#looking = this.#looking.then(() =>
      jobs.during(async () => {
        this.#isAsked = false
        if (this.#stopped) return
        await this.#follow().catch((error: unknown) =>
          logger.error('Event source mappings could not be read', { error }),
        )
      }),
    )
  }

  async #follow(): Promise<void> {
    const wanted = new Map<string, Wanted>()
    for (const one of await this.#wanted()) wanted.set(one.mapping.uuid, one)
    if (this.#stopped) return
    for (const [uuid, { poller, wanted: before }] of this.#running) {
      const now = wanted.get(uuid)
      if (now && textOf(now) === before) continue
      this.#running.delete(uuid)
      const ended = poller.stop(changeDrainMs).finally(() => {
        this.#ending.delete(uuid)
        this.#look()
      })
      this.#ending.set(uuid, ended)
    }
    for (const [uuid, one] of wanted) {
      if (!this.#running.has(uuid) && !this.#ending.has(uuid)) this.#running.set(uuid, this.#start(one))
    }
  }

  async #wanted(): Promise<Wanted[]> {
    const { store } = this.#surroundings
    const mappings: EventSourceMapping[] = []
    let after: Key | undefined
    do {
      const page = await eventSourceMappings.list(store, after === undefined ? {} : { after })
      mappings.push(...page.items.map(({ value }) => value).filter(({ enabled }) => enabled))
      after = page.next
    } while (after !== undefined)
    const records = await functions.getMany(
      store,
      mappings.map(({ accountId, region, name }) => [accountId, region, name]),
    )
    return mappings.flatMap((mapping, index) => {
      const record = records[index]?.value
      return record ? [{ mapping, roleArn: record.latest.settings.roleArn }] : []
    })
  }

  #start(wanted: Wanted): Running {
    const { mapping, roleArn } = wanted
    const { settings, sourceKind, uuid } = mapping
    const { store, clock, random, logger, trail, jobs } = this.#surroundings
    const results = new ResultNotes(store, mapping)
    const sink = new MappingSink(this.#room, this.#surroundings, mapping, results)
    const surroundings: PollerSurroundings = {
      store,
      clock,
      random,
      trail,
      logger: logger.child({ mapping: uuid }),
      during: (work) => jobs.during(work),
    }
    const compile = (pattern: string) => {
      const compiled = compileEventPattern(pattern)
      return (value: Parameters<typeof compiled.matches>[0]) => compiled.matches(value)
    }
    const shared = { key: pollerKey(uuid), target: mappedFunction(mapping), sink }
    const batches = {
      batchSize: settings.batchSize,
      windowMs: settings.batchingWindowSeconds * 1000,
      bytesMax: invocationBytesMax - envelopeBytes,
      ...(settings.filters === undefined
        ? {}
        : { wants: recordFilter(sourceKind, settings.filters, compile) }),
    }
    const source = { ...mapping, roleArn }
    const poller =
      sourceKind === 'sqs'
        ? startQueuePoller(surroundings, {
            ...shared,
            source: sqsSource(sourceSurroundings(source, this.#surroundings), mapping.sourceArn),
            settings: { ...batches, ...queueConcurrency(mapping) },
          })
        : startStreamPoller(surroundings, {
            ...shared,
            source: streamOf(source, this.#surroundings),
            position: startingPosition(settings),
            settings: { ...batches, ...streamSettings(mapping) },
          })
    return { wanted: textOf(wanted), poller, results }
  }
}

function mappedFunction(mapping: EventSourceMapping): string {
  return functionArn({ ...mapping, partition: partitionOf(mapping.region) }, mapping.qualifier)
}

/** Equal for mappings that are polled in the same way. */
function textOf({ mapping, roleArn }: Wanted): string {
  const { name, qualifier, settings, sourceArn } = mapping
  return JSON.stringify([name, qualifier, sourceArn, settings, roleArn])
}

/** Batches at once that one provisioned poller is good for. Source: Developer Guide, "Using provisioned mode with Amazon SQS". */
const batchesPerPoller = 10

function queueConcurrency({ settings }: EventSourceMapping) {
  const { maximumConcurrency, pollers } = settings
  if (pollers !== undefined) {
    return {
      initialConcurrency: pollers.minimum * batchesPerPoller,
      maximumConcurrency: pollers.maximum * batchesPerPoller,
    }
  }
  return maximumConcurrency === undefined ? {} : { maximumConcurrency }
}

function streamSettings({ settings }: EventSourceMapping) {
  const { parallelization = 1, bisect = false, tumblingWindowSeconds = 0 } = settings
  const { retryAttempts = -1, recordAgeSeconds = -1 } = settings
  return {
    parallelization,
    bisect,
    tumblingMs: tumblingWindowSeconds * 1000,
    ...(retryAttempts < 0 ? {} : { retryAttempts }),
    ...(recordAgeSeconds < 0 ? {} : { recordAgeMs: recordAgeSeconds * 1000 }),
  }
}
