/** How events come in: one commit for each request, however many events it has. */
import { randomHex } from '../../base/random.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import type { NewEvent } from './domain/batch.ts'
import { cutIntoChunks } from './domain/chunks.ts'
import { mayCarryMetrics } from './domain/embedded-metrics.ts'
import {
  type Chunk,
  type ChunkEntry,
  type ChunkId,
  chunkKey,
  embeddedQueue,
  type FeedEntry,
  type FilterWork,
  feedKey,
  filterQueue,
  type Group,
  groupEntryKey,
  groups,
  type Place,
  type Stream,
  streamEntryKey,
  streams,
} from './records.ts'

/** A group that is not there yet, as it is when nobody asks for anything special. `createdAt` in milliseconds since the epoch. */
export function newGroup(place: Place & { readonly name: string }, id: string, createdAt: number): Group {
  return {
    ...place,
    id,
    createdAt,
    class: 'STANDARD',
    deletionProtected: false,
    tags: {},
    metricFilterCount: 0,
    subscriptionFilterCount: 0,
    regexFilterCount: 0,
  }
}

/** A stream that is not there yet. `createdAt` in milliseconds since the epoch. */
export function newStream(
  { random }: Pick<Surroundings, 'random'>,
  groupId: string,
  name: string,
  createdAt: number,
): Stream {
  return { groupId, name, id: randomHex(random, 8), createdAt, requestCount: 0 }
}

/**
 * Adds events, in order of time, to a commit, together with all that is known of the stream and the work that filters
 * and embedded metrics make of them. The commit fails when the group or the stream has changed since it was read.
 * Returns the stream as it is then. `now` in milliseconds since the epoch.
 */
export function addEvents(
  commit: Atomic,
  group: Stored<Group>,
  stream: Stream,
  storedStream: Stored<Stream> | undefined,
  events: readonly NewEvent[],
  now: number,
): Stream {
  const { id: groupId, accountId, region, name: groupName } = group.value
  // Later requests count as later, also when clocks of several nodes disagree.
  const ingestedAt = Math.max(now, stream.lastIngestionAt ?? 0)
  commit.check(groups.storeKey([accountId, region, groupName]), group.version)
  const cuts = cutIntoChunks(events)
  const chunks = cuts.map(({ events: [first] }, piece): ChunkId => {
    return {
      from: first?.timestamp ?? 0,
      ingestedAt,
      streamId: stream.id,
      request: stream.requestCount,
      piece,
    }
  })
  for (const [piece, cut] of cuts.entries()) {
    const id = chunks[piece]
    if (id === undefined) continue
    const to = cut.events.at(-1)?.timestamp ?? id.from
    const texts = cut.events.map(({ timestamp, message }) => [timestamp, message] as const)
    const chunk: Chunk = { ingestedAt, events: texts }
    const entry: ChunkEntry = { to, ingestedAt, bytes: cut.bytes, streamName: stream.name }
    commit.set(chunkKey(groupId, id), chunk)
    commit.set(streamEntryKey(groupId, id), entry)
    commit.set(groupEntryKey(groupId, id), entry)
  }
  const bytes = cuts.reduce((sum, cut) => sum + cut.bytes, 0)
  const fed: FeedEntry = { bytes, stream: { id: stream.id, name: stream.name }, chunks }
  commit.append(feedKey(groupId), fed)
  const work: FilterWork = { accountId, region, groupId, groupName, streamName: stream.name, chunks }
  if (group.value.metricFilterCount + group.value.subscriptionFilterCount > 0)
    commit.enqueue(filterQueue, work, { group: `${groupId}/${stream.id}` })
  // Source: User Guide, "Log classes": metrics are extracted from groups of the Standard class alone.
  if (group.value.class === 'STANDARD' && events.some(({ message }) => mayCarryMetrics(message)))
    commit.enqueue(embeddedQueue, work)
  const next: Stream = {
    ...stream,
    firstEventAt: Math.min(events[0]?.timestamp ?? now, stream.firstEventAt ?? Number.POSITIVE_INFINITY),
    lastEventAt: Math.max(events.at(-1)?.timestamp ?? 0, stream.lastEventAt ?? 0),
    lastIngestionAt: ingestedAt,
    requestCount: stream.requestCount + 1,
  }
  streams.put(commit, next, storedStream)
  return next
}
