/**
 * Holds new events against the metric and subscription filters of their group. A request leaves its pieces in a queue in
 * the commit that stores them, so that nothing is lost when the server stops in between; what was handed on but not yet
 * acknowledged then is handed on again. Where there are several filters, each part has a message of its own from then on: a
 * destination that fails neither holds the others up nor has them see the same again.
 */
import { partitionOf } from '../../aws/identifiers.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { atomic, type Store } from '../../store/index.ts'
import { encodePayload, type SubscriptionDestinations } from './adapters/subscription-destinations.ts'
import { eventId } from './domain/event-id.ts'
import type { Home } from './domain/identifiers.ts'
import { metricValues } from './domain/metric-filters.ts'
import { dataPayload } from './domain/subscriptions.ts'
import { destinationNotFound } from './errors.ts'
import { behind } from './logical-destinations.ts'
import { dimensionList, publishMetrics } from './metrics.ts'
import { readPattern } from './patterns.ts'
import {
  type Chunk,
  type ChunkId,
  chunkKey,
  type FilterPart,
  type FilterWork,
  filterQueue,
  type MetricFilter,
  metricFilters,
  type SubscriptionFilter,
  subscriptionFilters,
} from './records.ts'
import { destinationOf } from './subscribing.ts'

/** What fails for a day is dropped. Source: User Guide, "Log group-level subscription filters" ("retries for up to 24 hours"). */
export const filterTryingMs = 86_400_000

/** Handles the queue of new pieces. */
export function filterHandler(
  surroundings: Surroundings,
  destinations: SubscriptionDestinations,
): JobHandler<FilterWork> {
  return async ({ value: work, group = '' }) => {
    const { store } = surroundings
    const filters = await filtersFor(store, work)
    const parts = partsOf(filters)
    if (work.part === undefined && parts.length > 1) {
      const commit = atomic(store)
      for (const { name, part } of parts)
        commit.enqueue(filterQueue, { ...work, part }, { group: `${group}/${name}` })
      return commit
    }
    const pieces = await piecesOf(store, work)
    for (const filter of filters.metrics) await publish(surroundings, filter, pieces.flat())
    for (const filter of filters.subscriptions) await send(store, destinations, filter, work, pieces)
    return undefined
  }
}

interface Filters {
  readonly metrics: readonly MetricFilter[]
  readonly subscriptions: readonly SubscriptionFilter[]
}

async function filtersFor(store: Store, { groupId, part }: FilterWork): Promise<Filters> {
  const [metrics, subscriptions] = await Promise.all([
    metricFilters.list(store, { prefix: [groupId] }),
    subscriptionFilters.list(store, { prefix: [groupId] }),
  ])
  const filters = {
    metrics: metrics.items.map(({ value }) => value),
    subscriptions: subscriptions.items.map(({ value }) => value),
  }
  if (part === undefined) return filters
  if (part === 'metrics') return { ...filters, subscriptions: [] }
  return {
    metrics: [],
    subscriptions: filters.subscriptions.filter(({ name }) => name === part.subscription),
  }
}

function partsOf({ metrics, subscriptions }: Filters): Array<{ name: string; part: FilterPart }> {
  return [
    ...(metrics.length === 0 ? [] : [{ name: 'metrics', part: 'metrics' as const }]),
    ...subscriptions.map(({ name }) => ({
      name: `subscription/${name}`,
      part: { subscription: name },
    })),
  ]
}

interface FilterEvent {
  readonly id: string
  readonly timestamp: number
  readonly message: string
}

async function piecesOf(store: Store, { groupId, chunks }: FilterWork): Promise<FilterEvent[][]> {
  const bodies = await store.getMany<Chunk>(chunks.map((id) => chunkKey(groupId, id)))
  return chunks.flatMap((id, index) => {
    const body = bodies[index]
    return body ? [eventsOf(id, body.value)] : []
  })
}

function eventsOf({ ingestedAt, streamId, request, piece }: ChunkId, chunk: Chunk): FilterEvent[] {
  return chunk.events.map(([timestamp, message], index) => ({
    id: eventId([timestamp, ingestedAt, streamId, request, piece, index]),
    timestamp,
    message,
  }))
}

async function publish(
  surroundings: Surroundings,
  filter: MetricFilter,
  events: readonly FilterEvent[],
): Promise<void> {
  const { metricName, metricNamespace, unit } = filter.transformation
  const values = metricValues(readPattern(filter.pattern), filter.transformation, events)
  const data = values.map(({ timestamp, value, dimensions }) => ({
    MetricName: metricName,
    Timestamp: new Date(timestamp),
    Value: value,
    Dimensions: dimensionList(dimensions),
    ...(unit === undefined ? {} : { Unit: unit }),
  }))
  await publishMetrics(surroundings, filter, metricNamespace, data)
}

/** One payload for each piece that has matching events: pieces are small enough for every destination. */
async function send(
  store: Store,
  destinations: SubscriptionDestinations,
  filter: SubscriptionFilter,
  { accountId, region, groupName, streamName }: FilterWork,
  pieces: ReadonlyArray<readonly FilterEvent[]>,
): Promise<void> {
  const pattern = readPattern(filter.pattern)
  const home: Home = { accountId, region, partition: partitionOf(region) }
  const destination = await behind(store, destinationOf(home, filter, streamName))
  // Tried again for a day, as what fails otherwise.
  if (destination === undefined) throw destinationNotFound()
  for (const piece of pieces) {
    const events = piece.filter(({ message }) => pattern.matches(message))
    if (events.length === 0) continue
    const payload = dataPayload({
      owner: accountId,
      logGroup: groupName,
      logStream: streamName,
      filterName: filter.name,
      events,
    })
    await destinations.deliver(destination, await encodePayload(payload))
  }
}
