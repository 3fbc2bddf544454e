/**
 * Reading events in their order, of one stream or of a whole group, in either direction, from any point on. Pieces may
 * overlap in time, so an event is given out only once no piece that is still to be read can have one before it.
 *
 * Going forward, pieces are read in order of their first events, and whatever is before the first event of the next piece
 * is ready. Going back, they are read in order of their last events: the entries of all pieces that begin within a span
 * of the latest one are looked through first, as one of them may end later.
 */
import type { Store } from '../../store/index.ts'
import { chunkSpanMs } from './domain/chunks.ts'
import { comparePlaces, type EventPlace, isBefore } from './domain/event-order.ts'
import { type ChunkRef, type EntryReader, type EventRange, groupReader, streamReader } from './entries.ts'
import { type Chunk, chunkKey } from './records.ts'

export type { EventRange } from './entries.ts'

/** An event as it is stored. Instants in milliseconds since the epoch. */
export interface StoredEvent {
  readonly place: EventPlace
  readonly streamName: string
  readonly timestamp: number
  readonly message: string
  readonly ingestedAt: number
}

/** Pieces that are read at once: two, and twice as many each time, so that a short reading reads little. */
const loadCount = { first: 2, most: 32 }

/** Unit: bytes of pieces that are read at once. */
const loadBytes = 2 * 1_048_576

/** The events of one stream. */
export function readStream(
  store: Store,
  stream: { readonly groupId: string; readonly id: string },
  range: EventRange,
): AsyncGenerator<StoredEvent> {
  return read(store, stream.groupId, streamReader(store, stream, range), range)
}

/** The events of a group, or of those of its streams whose names are wanted. */
export function readGroup(
  store: Store,
  groupId: string,
  wanted: (streamName: string) => boolean,
  range: EventRange,
): AsyncGenerator<StoredEvent> {
  return read(store, groupId, groupReader(store, groupId, wanted, range), range)
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

async function* read(
  store: Store,
  groupId: string,
  entries: EntryReader,
  range: EventRange,
): AsyncGenerator<StoredEvent> {
  const source = range.reverse ? new Backward(entries) : new Forward(entries)
  let waiting: StoredEvent[] = []
  for (let count = loadCount.first; ; count = Math.min(2 * count, loadCount.most)) {
    const refs = await source.take(count)
    if (refs.length === 0) break
    waiting.push(...(await load(store, groupId, refs, range)))
    waiting.sort((left, right) => comparePlaces(left.place, right.place))
    if (range.reverse) waiting.reverse()
    const isReady = await source.readiness()
    const unready = waiting.findIndex((event) => !isReady(event))
    const ready = unready < 0 ? waiting : waiting.slice(0, unready)
    waiting = unready < 0 ? [] : waiting.slice(unready)
    yield* ready
  }
  yield* waiting
}

async function load(
  store: Store,
  groupId: string,
  refs: readonly ChunkRef[],
  range: EventRange,
): Promise<StoredEvent[]> {
  const bodies = await store.getMany<Chunk>(refs.map(({ id }) => chunkKey(groupId, id)))
  return refs.flatMap(({ id, streamName }, position) => {
    // Absent when it was removed since its entry was read.
    const events = bodies[position]?.value.events ?? []
    return events.flatMap(([timestamp, message], index): StoredEvent[] => {
      if (timestamp < range.start || timestamp >= range.end) return []
      const { ingestedAt, streamId, request, piece } = id
      const place: EventPlace = [timestamp, ingestedAt, streamId, request, piece, index]
      if (range.from && isBefore(place, range.from) !== range.reverse) return []
      return [{ place, streamName, timestamp, message, ingestedAt }]
    })
  })
}

/** Pieces in the order in which they are read. */
interface Source {
  /** The next pieces, not more than so many; none at the end. */
  take(count: number): Promise<readonly ChunkRef[]>
  /** Tells of an event whether nothing that is still to be read can come before it. */
  readiness(): Promise<(event: StoredEvent) => boolean>
}

class Forward implements Source {
  readonly #entries: EntryReader

  constructor(entries: EntryReader) {
    this.#entries = entries
  }

  async take(count: number): Promise<readonly ChunkRef[]> {
    const taken: ChunkRef[] = []
    for (let bytes = 0; taken.length < count && bytes < loadBytes; ) {
      const ref = await this.#entries.take()
      if (ref === undefined) break
      taken.push(ref)
      bytes += ref.bytes
    }
    return taken
  }

  async readiness(): Promise<(event: StoredEvent) => boolean> {
    const next = await this.#entries.peek()
    if (next === undefined) return () => true
    const { from, ingestedAt, streamId, request, piece } = next.id
    const first: EventPlace = [from, ingestedAt, streamId, request, piece, 0]
    return ({ place }) => comparePlaces(place, first) < 0
  }
}

/** Entries that are looked at before it is asked again whether these are enough. */
const lookCount = 256

class Backward implements Source {
  readonly #entries: EntryReader
  /** Those that were looked at and not taken, the one that ends last at the end. */
  #pool: ChunkRef[] = []

  constructor(entries: EntryReader) {
    this.#entries = entries
  }

  async take(count: number): Promise<readonly ChunkRef[]> {
    const unseen = await this.#lookFor(count)
    const taken: ChunkRef[] = []
    for (let bytes = 0; taken.length < count && bytes < loadBytes; ) {
      const ref = this.#pool.at(-1)
      if (ref === undefined || ref.to <= unseen) break
      this.#pool.pop()
      taken.push(ref)
      bytes += ref.bytes
    }
    return taken
  }

  async readiness(): Promise<(event: StoredEvent) => boolean> {
    const limit = Math.max(this.#pool.at(-1)?.to ?? Number.NEGATIVE_INFINITY, await this.#latestUnseen())
    return ({ timestamp }) => timestamp > limit
  }

  /**
   * Looks at entries until so many of the pool end later than any that has not been looked at can. Returns how late
   * that is.
   */
  async #lookFor(count: number): Promise<number> {
    for (;;) {
      const unseen = await this.#latestUnseen()
      const settled = this.#pool.at(-count)
      if (unseen === Number.NEGATIVE_INFINITY || (settled !== undefined && settled.to > unseen)) return unseen
      for (let looked = 0; looked < lookCount; looked++) {
        const ref = await this.#entries.take()
        if (ref === undefined) break
        this.#pool.push(ref)
      }
      this.#pool.sort((left, right) => left.to - right.to)
    }
  }

  /** The latest instant at which a piece can end that has not been looked at. */
  async #latestUnseen(): Promise<number> {
    const next = await this.#entries.peek()
    return next === undefined ? Number.NEGATIVE_INFINITY : next.id.from + chunkSpanMs
  }
}
