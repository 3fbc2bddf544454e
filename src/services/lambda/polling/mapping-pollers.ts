/**
 * Keeps a poller for each mapping that is enabled and whose function is there, on every node, as mappings and functions change.
 * A mapping that changes gets a new poller once the old one has come to its end.
 */
import { partitionOf } from '../../../aws/identifiers.ts'
import {
  FollowedPollers,
  invocationBytesMax,
  type Poller,
  pollerSurroundings,
  recordFilter,
  sqsSource,
  startQueuePoller,
  startStreamPoller,
} from '../../../delivery/index.ts'
import type { BackgroundSurroundings, BackgroundWork } from '../../../dispatch/index.ts'
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

/** A mapping with what its function says. */
interface Wanted {
  readonly mapping: EventSourceMapping
  readonly roleArn: string
}

/** Begins to keep them. */
export function mappingPollers(room: LambdaRoom, surroundings: BackgroundSurroundings): BackgroundWork {
  return new FollowedPollers<Wanted>(surroundings, {
    what: 'Event source mappings',
    prefixes: [eventSourceMappings.storeKey([]), functions.storeKey([])],
    wanted: () => wantedMappings(surroundings),
    textOf,
    start: (wanted) => startPoller(room, surroundings, wanted),
    changeDrainMs,
  })
}

async function wantedMappings({ store }: BackgroundSurroundings): Promise<Map<string, Wanted>> {
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
  return new Map(
    mappings.flatMap((mapping, index) => {
      const record = records[index]?.value
      return record ? [[mapping.uuid, { mapping, roleArn: record.latest.settings.roleArn }] as const] : []
    }),
  )
}

function startPoller(room: LambdaRoom, surroundings: BackgroundSurroundings, wanted: Wanted): Poller {
  const { mapping, roleArn } = wanted
  const { settings, sourceKind, uuid } = mapping
  const results = new ResultNotes(surroundings.store, mapping)
  const sink = new MappingSink(room, surroundings, mapping, results)
  const given = pollerSurroundings(surroundings, { mapping: uuid })
  const shared = { key: pollerKey(uuid), target: mappedFunction(mapping), sink }
  const batches = {
    batchSize: settings.batchSize,
    windowMs: settings.batchingWindowSeconds * 1000,
    bytesMax: invocationBytesMax - envelopeBytes,
    ...(settings.filters === undefined ? {} : { wants: recordFilter(sourceKind, settings.filters) }),
  }
  const source = { ...mapping, roleArn }
  const poller =
    sourceKind === 'sqs'
      ? startQueuePoller(given, {
          ...shared,
          source: sqsSource(sourceSurroundings(source, surroundings), mapping.sourceArn),
          settings: { ...batches, ...queueConcurrency(mapping) },
        })
      : startStreamPoller(given, {
          ...shared,
          source: streamOf(source, surroundings),
          position: startingPosition(settings),
          settings: { ...batches, ...streamSettings(mapping) },
        })
  return {
    stop: async (drainMs) => {
      await poller.stop(drainMs)
      // What its last batches came to is noted.
      await results.settled()
    },
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
