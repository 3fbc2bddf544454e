/** The entries of pieces, in order of their first events, as one stream or a whole group has them. */
import type { Entry, Key, Store } from '../../store/index.ts'
import { chunkSpanMs } from './domain/chunks.ts'
import type { Boundary } from './domain/event-order.ts'
import {
  type ChunkEntry,
  type ChunkId,
  groupEntries,
  readGroupEntry,
  readStreamEntry,
  removedStreams,
  streamEntries,
} from './records.ts'

/** Which events are read. `start` is included, `end` is not. Unit: milliseconds since the epoch. */
export interface EventRange {
  readonly start: number
  readonly end: number
  /** Nothing on the far side of this point: behind it when going forward, before it when going back. */
  readonly from?: Boundary
  readonly reverse: boolean
}

/** A piece that has events of a range, without these. */
export interface ChunkRef {
  readonly id: ChunkId
  readonly to: number
  readonly bytes: number
  readonly streamName: string
}

/** Hands out entries one after the other, and lets the next one be looked at first. */
export class EntryReader {
  readonly #pages: AsyncGenerator<readonly ChunkRef[]>
  #page: readonly ChunkRef[] = []
  #position = 0

  constructor(pages: AsyncGenerator<readonly ChunkRef[]>) {
    this.#pages = pages
  }

  /** The next entry, which stays the next; undefined at the end. */
  async peek(): Promise<ChunkRef | undefined> {
    while (this.#position >= this.#page.length) {
      const { value, done } = await this.#pages.next()
      if (done) return undefined
      this.#page = value
      this.#position = 0
    }
    return this.#page[this.#position]
  }

  async take(): Promise<ChunkRef | undefined> {
    const ref = await this.peek()
    if (ref !== undefined) this.#position++
    return ref
  }
}

/** Entries that are read at once. */
const pageCount = 256

/** Those of one stream. */
export function streamReader(
  store: Store,
  { groupId, id }: { readonly groupId: string; readonly id: string },
  range: EventRange,
): EntryReader {
  const read = ({ key, value }: Entry<ChunkEntry>) => ({ ...value, id: readStreamEntry(key, value) })
  return new EntryReader(pages(store, streamEntries(groupId, id), range, read))
}

/** Those of a group, or of its streams whose names are wanted. */
export function groupReader(
  store: Store,
  groupId: string,
  wanted: (streamName: string) => boolean,
  range: EventRange,
): EntryReader {
  return new EntryReader(groupPages(store, groupId, wanted, range))
}

async function* groupPages(
  store: Store,
  groupId: string,
  wanted: (streamName: string) => boolean,
  range: EventRange,
): AsyncGenerator<readonly ChunkRef[]> {
  const removed = await store.list({ prefix: removedStreams(groupId), limit: 100_000 })
  const gone = new Set(removed.map(({ key }) => key.at(-1)))
  const read = ({ key, value }: Entry<ChunkEntry>) => {
    const id = readGroupEntry(key)
    return gone.has(id.streamId) || !wanted(value.streamName) ? undefined : { ...value, id }
  }
  yield* pages(store, groupEntries(groupId), range, read)
}

async function* pages(
  store: Store,
  prefix: Key,
  range: EventRange,
  read: (entry: Entry<ChunkEntry>) => ChunkRef | undefined,
): AsyncGenerator<readonly ChunkRef[]> {
  const { start, from, reverse } = range
  const low = !reverse && from ? Math.max(start, from.place[0]) : start
  const high = reverse && from ? Math.min(range.end, from.place[0] + 1) : range.end
  // A piece that has an event of the range may begin a span before it.
  const first = low - chunkSpanMs
  let after: { after?: Key } = {}
  for (;;) {
    const entries = await store.list<ChunkEntry>({
      prefix,
      start: [...prefix, first],
      end: [...prefix, Math.max(first, high)],
      reverse,
      limit: pageCount,
      ...after,
    })
    yield entries.flatMap((entry) => {
      const ref = entry.value.to >= low ? read(entry) : undefined
      return ref === undefined ? [] : [ref]
    })
    const last = entries.at(-1)
    if (last === undefined || entries.length < pageCount) return
    after = { after: last.key }
  }
}
