/**
 * Reading events in their order, of one stream or of a whole group, in either direction, from any point on. Pieces are
 * read in order of their first event, a page at a time; an event is given out once no piece that is still to come can
 * have one before it.
 */
import type { Store } from '../../store/index.ts'
import { chunkSpanMs } from './domain/chunks.ts'
import { type Boundary, comparePlaces, type EventPlace, isBefore } from './domain/event-order.ts'
import {
  type Chunk,
  type ChunkEntry,
  type ChunkId,
  chunkKey,
  groupChunks,
  readChunkEntryKey,
  removedStreams,
  streamChunks,
} from './records.ts'

/** An event as it is stored. Instants in milliseconds since the epoch. */
export interface StoredEvent {
  readonly place: EventPlace
  readonly streamName: string
  readonly timestamp: number
  readonly message: string
  readonly ingestedAt: number
}

/** Which events are read. `start` is included, `end` is not. Unit: milliseconds since the epoch. */
export interface EventRange {
  readonly start: number
  readonly end: number
  /** Nothing on the far side of this point: behind it when going forward, before it when going back. */
  readonly from?: Boundary
  readonly reverse: boolean
}

interface LoadedChunk {
  readonly id: ChunkId
  readonly streamName: string
  readonly chunk: Chunk
}

/** Some pieces, in order of their first events, and where the next one begins; undefined when there is none. */
interface ChunkPage {
  readonly chunks: readonly LoadedChunk[]
  readonly next: ChunkId | undefined
}

/** Pieces that are read at once: some megabytes at most. */
const pageCount = 32

/** The events of one stream. */
export function readStream(
  store: Store,
  stream: { readonly groupId: string; readonly id: string; readonly name: string },
  range: EventRange,
): AsyncGenerator<StoredEvent> {
  return inOrder(streamPages(store, stream, range), range)
}

/** The events of a group, or of those of its streams whose names are wanted. */
export function readGroup(
  store: Store,
  groupId: string,
  wanted: ((streamName: string) => boolean) | undefined,
  range: EventRange,
): AsyncGenerator<StoredEvent> {
  return inOrder(groupPages(store, groupId, wanted, range), range)
}

/** The events of several readings of the same range, in their common order. */
export async function* merge(
  readings: ReadonlyArray<AsyncGenerator<StoredEvent>>,
  reverse: boolean,
): AsyncGenerator<StoredEvent> {
  const heads = await Promise.all(readings.map(async (reading) => ({ reading, head: await reading.next() })))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const candidate of heads) {
      if (candidate.head.done) continue
      if (first === undefined || first.head.done || precedes(candidate.head.value, first.head.value, reverse))
        first = candidate
    }
    if (first === undefined || first.head.done) return
    yield first.head.value
    first.head = await first.reading.next()
  }
}

function precedes(left: StoredEvent, right: StoredEvent, reverse: boolean): boolean {
  const order = comparePlaces(left.place, right.place)
  return reverse ? order > 0 : order < 0
}

async function* streamPages(
  store: Store,
  stream: { readonly groupId: string; readonly id: string; readonly name: string },
  range: EventRange,
): AsyncGenerator<ChunkPage> {
  const prefix = streamChunks(stream.groupId, stream.id)
  const { start, end } = keyRange(range)
  let after: { after?: readonly (string | number)[] } = {}
  for (;;) {
    const entries = await store.list<Chunk>({
      prefix,
      start: [...prefix, start],
      end: [...prefix, end],
      reverse: range.reverse,
      limit: pageCount + 1,
      ...after,
    })
    const loaded = entries.map(({ key, value }): LoadedChunk => {
      const [, , streamId, from, request, piece] = key
      const id = {
        from: Number(from),
        ingestedAt: value.ingestedAt,
        streamId: String(streamId),
        request: Number(request),
        piece: Number(piece),
      }
      return { id, streamName: stream.name, chunk: value }
    })
    const next = loaded[pageCount]?.id
    yield { chunks: loaded.slice(0, pageCount), next }
    const last = loaded[pageCount - 1]?.id
    if (next === undefined || last === undefined) return
    after = { after: [...prefix, last.from, last.request, last.piece] as (string | number)[] }
  }
}

async function* groupPages(
  store: Store,
  groupId: string,
  wanted: ((streamName: string) => boolean) | undefined,
  range: EventRange,
): AsyncGenerator<ChunkPage> {
  const removed = await store.list({ prefix: removedStreams(groupId), limit: 100_000 })
  const gone = new Set(removed.map(({ key }) => key.at(-1)))
  const prefix = groupChunks(groupId)
  const { start, end } = keyRange(range)
  let after: { after?: readonly (string | number | bigint | boolean | Uint8Array)[] } = {}
  for (;;) {
    const entries = await store.list<ChunkEntry>({
      prefix,
      start: [...prefix, start],
      end: [...prefix, end],
      reverse: range.reverse,
      limit: pageCount + 1,
      ...after,
    })
    const refs = entries.map(({ key, value }) => ({ id: readChunkEntryKey(key), ...value }))
    const needed = refs
      .slice(0, pageCount)
      .filter(
        ({ id, to, streamName }) =>
          !gone.has(id.streamId) && reaches(range, to) && (wanted?.(streamName) ?? true),
      )
    const bodies = await store.getMany<Chunk>(needed.map(({ id }) => chunkKey(groupId, id)))
    const chunks = needed.flatMap(({ id, streamName }, index): LoadedChunk[] => {
      const body = bodies[index]
      // Removed since the entry was read.
      return body ? [{ id, streamName, chunk: body.value }] : []
    })
    const next = refs[pageCount]?.id
    yield { chunks, next }
    const last = entries[pageCount - 1]
    if (next === undefined || last === undefined) return
    after = { after: last.key }
  }
}

/** Between which first events the pieces lie that can have events of the range. */
function keyRange({ start, end, from, reverse }: EventRange): { start: number; end: number } {
  const low = !reverse && from ? Math.max(start, from.place[0]) : start
  const high = reverse && from ? Math.min(end, from.place[0] + 1) : end
  return { start: low - chunkSpanMs, end: Math.max(low - chunkSpanMs, high) }
}

/** Whether a piece that ends at `to` has events that the range wants. */
function reaches({ start, from, reverse }: EventRange, to: number): boolean {
  return to >= (!reverse && from ? Math.max(start, from.place[0]) : start)
}

async function* inOrder(pages: AsyncGenerator<ChunkPage>, range: EventRange): AsyncGenerator<StoredEvent> {
  const { reverse } = range
  let waiting: StoredEvent[] = []
  for await (const { chunks, next } of pages) {
    for (const loaded of chunks) waiting.push(...eventsOf(loaded, range))
    waiting.sort((left, right) => comparePlaces(left.place, right.place))
    if (reverse) waiting.reverse()
    const ready = next === undefined ? waiting.length : countReady(waiting, next, reverse)
    yield* waiting.slice(0, ready)
    waiting = waiting.slice(ready)
  }
}

function eventsOf({ id, streamName, chunk }: LoadedChunk, range: EventRange): StoredEvent[] {
  const { ingestedAt, streamId, request, piece } = id
  return chunk.events.flatMap(([timestamp, message], index): StoredEvent[] => {
    if (timestamp < range.start || timestamp >= range.end) return []
    const place: EventPlace = [timestamp, ingestedAt, streamId, request, piece, index]
    if (range.from && isBefore(place, range.from) !== range.reverse) return []
    return [{ place, streamName, timestamp, message, ingestedAt }]
  })
}

/** How many of the waiting events come before everything that pieces from `next` on can have. */
function countReady(waiting: readonly StoredEvent[], next: ChunkId, reverse: boolean): number {
  const first: EventPlace = [next.from, next.ingestedAt, next.streamId, next.request, next.piece, 0]
  const index = waiting.findIndex(({ place, timestamp }) =>
    reverse ? timestamp <= next.from + chunkSpanMs : comparePlaces(place, first) >= 0,
  )
  return index < 0 ? waiting.length : index
}
