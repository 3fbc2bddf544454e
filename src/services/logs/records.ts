/**
 * What CloudWatch Logs keeps.
 *
 * Groups are found by account, region and name, and have an id that is never used again, under which all that belongs
 * to them is kept. So a group that was deleted and made anew does not meet what is still being removed of the first;
 * the same holds for streams.
 *
 * Events are kept in pieces (see domain/chunks.ts). Two entries say where a piece is and from when to when it goes: one
 * among those of its stream, one among those of its group, both in order of time, so that reading either is a scan of a
 * range. Single events as records would make ingestion several times slower, and a log of the store per
 * stream would keep them in the order in which they came, which is not the order in which they are read, nor can the
 * oldest by time be trimmed from it.
 *
 * Each group has a log of what came and went, its feed. Appending meets no other request, so that many writers of one
 * group never conflict; how many bytes are stored is the sum of the feed, and Live Tail follows it.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { collection, type Key } from '../../store/index.ts'
import type { MetricTransformation } from './domain/metric-filters.ts'
import type { Tags } from './domain/tags.ts'

/** An account in a region. */
export type Place = { readonly accountId: AccountId; readonly region: Region }

/** Instants in milliseconds since the epoch, here and below. */
export type Group = Place & {
  readonly name: string
  readonly id: string
  readonly createdAt: number
  readonly class: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | 'ESSENTIALS'
  readonly deletionProtected: boolean
  readonly kmsKeyId?: string
  readonly retentionInDays?: number
  readonly tags: Tags
  readonly metricFilterCount: number
  readonly subscriptionFilterCount: number
  /** Filters of both kinds that have a regular expression. */
  readonly regexFilterCount: number
}

/** By account, region and name; and those whose events end by themselves. */
export const groups = collection<Group>()({
  name: 'logs.groups',
  key: ({ accountId, region, name }) => [accountId, region, name],
  indexes: {
    retained: { key: ({ retentionInDays }) => (retentionInDays === undefined ? undefined : []) },
  },
})

export type Stream = {
  readonly groupId: string
  readonly name: string
  /** Sixteen hexadecimal digits. */
  readonly id: string
  readonly createdAt: number
  readonly firstEventAt?: number
  readonly lastEventAt?: number
  readonly lastIngestionAt?: number
  /** How many times events were put. */
  readonly requestCount: number
}

/** By group and name; by group and last event. Streams without events come first. */
export const streams = collection<Stream>()({
  name: 'logs.streams',
  key: ({ groupId, name }) => [groupId, name],
  indexes: {
    lastEvent: { key: ({ groupId, lastEventAt }) => [groupId, lastEventAt ?? 0] },
  },
})

/** A piece: the events of one request to one stream that stand close together. */
export type Chunk = {
  readonly ingestedAt: number
  readonly events: ReadonlyArray<readonly [timestamp: number, message: string]>
}

/** What is known of a piece without reading it. */
export type ChunkEntry = {
  /** The time of its last event; that of the first is in the key. */
  readonly to: number
  readonly ingestedAt: number
  /** With the overhead of each event. */
  readonly bytes: number
  readonly streamName: string
}

/** What tells a piece from all others of its group. `from` is the time of its first event. */
export type ChunkId = {
  readonly from: number
  readonly ingestedAt: number
  readonly streamId: string
  readonly request: number
  readonly piece: number
}

/** Where the piece itself is. */
export function chunkKey(groupId: string, { streamId, request, piece }: ChunkId): Key {
  return ['logs.chunks', groupId, streamId, request, piece]
}

/** Its entry among those of its stream, by time. */
export const streamEntries = (groupId: string, streamId: string): Key => [
  'logs.stream-entries',
  groupId,
  streamId,
]

export function streamEntryKey(groupId: string, { streamId, from, request, piece }: ChunkId): Key {
  return [...streamEntries(groupId, streamId), from, request, piece]
}

export function readStreamEntry(key: Key, { ingestedAt }: ChunkEntry): ChunkId {
  const [, , streamId, from, request, piece] = key
  return {
    from: Number(from),
    ingestedAt,
    streamId: String(streamId),
    request: Number(request),
    piece: Number(piece),
  }
}

/** Its entry among those of its group, by time. */
export const groupEntries = (groupId: string): Key => ['logs.group-entries', groupId]

export function groupEntryKey(groupId: string, { from, ingestedAt, streamId, request, piece }: ChunkId): Key {
  return [...groupEntries(groupId), from, ingestedAt, streamId, request, piece]
}

export function readGroupEntry(key: Key): ChunkId {
  const [, , from, ingestedAt, streamId, request, piece] = key
  return {
    from: Number(from),
    ingestedAt: Number(ingestedAt),
    streamId: String(streamId),
    request: Number(request),
    piece: Number(piece),
  }
}

/** Streams that were deleted and whose pieces are still being removed: readers of a group leave them out. */
export const removedStreams = (groupId: string): Key => ['logs.removed-streams', groupId]

/** The log of what came to a group and went from it. */
export const feedKey = (groupId: string): Key => ['logs.feed', groupId]

export type FeedEntry = {
  /** Below zero for what was removed. */
  readonly bytes: number
  readonly stream?: { readonly id: string; readonly name: string }
  readonly chunks?: readonly ChunkId[]
}

/** The sum of the feed's entries up to one, which are gone from it. */
export type StoredBytes = { readonly bytes: number; readonly upTo: number }

export const storedBytesKey = (groupId: string): Key => ['logs.stored-bytes', groupId]

export type MetricFilter = {
  readonly groupId: string
  readonly accountId: AccountId
  readonly region: Region
  readonly groupName: string
  readonly name: string
  readonly pattern: string
  readonly transformation: MetricTransformation
  readonly createdAt: number
}

/** By group and name; by account and name, for listing those of all groups. */
export const metricFilters = collection<MetricFilter>()({
  name: 'logs.metric-filters',
  key: ({ groupId, name }) => [groupId, name],
  indexes: {
    account: {
      key: ({ accountId, region, name, groupId }) => [accountId, region, name, groupId],
      unique: true,
    },
  },
})

export type SubscriptionFilter = {
  readonly groupId: string
  readonly groupName: string
  readonly name: string
  readonly pattern: string
  readonly destinationArn: string
  readonly roleArn?: string
  readonly distribution: 'Random' | 'ByLogStream'
  readonly createdAt: number
}

export const subscriptionFilters = collection<SubscriptionFilter>()({
  name: 'logs.subscription-filters',
  key: ({ groupId, name }) => [groupId, name],
})

/** Pieces that filters have to see, in the order of each stream. What several filters see becomes a message for each part. */
export const filterQueue: Key = ['logs.filter-work']

/** Whom a message is for: all metric filters, or the subscription filter named. */
export type FilterPart = 'metrics' | { readonly subscription: string }

export type FilterWork = Place & {
  readonly groupId: string
  readonly groupName: string
  readonly streamName: string
  readonly chunks: readonly ChunkId[]
  /** Absent: for all filters that there are. */
  readonly part?: FilterPart
}

/** Pieces with events that carry metrics in themselves. */
export const embeddedQueue: Key = ['logs.embedded-metrics']

/** Groups and streams that were deleted, whose events are to be removed. */
export const removalQueue: Key = ['logs.removals']

export type Removal = { readonly groupId: string; readonly streamId?: string }

export type ResourcePolicy = Place & {
  /** The ARN of a log group; '' for a policy of the account. */
  readonly resourceArn: string
  readonly name: string
  readonly document: string
  readonly updatedAt: number
  /** Of policies of a log group. */
  readonly revisionId?: string
}

export const resourcePolicies = collection<ResourcePolicy>()({
  name: 'logs.resource-policies',
  key: ({ accountId, region, resourceArn, name }) => [accountId, region, resourceArn, name],
})

/** A destination that filters of other accounts may name: it stands for a stream, and its policy says who may. */
export type LogDestination = Place & {
  readonly name: string
  readonly targetArn: string
  readonly roleArn: string
  /** Absent until there is one: then nobody of another account may. */
  readonly accessPolicy?: string
  readonly createdAt: number
  readonly tags: Tags
}

export const logDestinations = collection<LogDestination>()({
  name: 'logs.destinations',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

export type QueryDefinition = Place & {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly query: string
  readonly groupNames: readonly string[]
  readonly parameters?: ReadonlyArray<{
    readonly name: string
    readonly defaultValue?: string
    readonly description?: string
  }>
  readonly updatedAt: number
}

/** By id; and by name, as they are listed. */
export const queryDefinitions = collection<QueryDefinition>()({
  name: 'logs.query-definitions',
  key: ({ accountId, region, id }) => [accountId, region, id],
  indexes: {
    name: { key: ({ accountId, region, name }) => [accountId, region, name] },
  },
})
