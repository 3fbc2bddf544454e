import type { JsonObject } from '../base/json.ts'
import type { Atomic } from './atomic.ts'
import { indexMark } from './key.ts'
import type { Entry, Key, KeyPart, Store } from './types.ts'

/** A record of a collection as it was read; hand it back to {@link Collection.put} or `remove` unchanged. */
export interface Stored<T> {
  readonly value: T
  readonly version: number
}

/** One page of a listing. `next` is where the following page starts: pass it as `after`. */
export interface Page<T> {
  readonly items: ReadonlyArray<Stored<T>>
  readonly next?: Key
}

/** Which records of a collection, or of one of its indexes, to list. Keys are those of the collection or index. */
export interface PageSelector {
  /** Records whose key begins so. Default: all. */
  readonly prefix?: Key
  readonly start?: Key
  readonly end?: Key
  /** The `next` of the page before. */
  readonly after?: Key
  readonly reverse?: boolean
  /** Default 1,000. */
  readonly limit?: number
}

/** How a collection finds a record by something else than its key. Undefined: not in this index. */
export interface IndexDefinition<T> {
  readonly key: (value: T) => Key | undefined
  /** At most one record may have the key; a second makes the commit fail. Default: false. */
  readonly unique?: boolean
}

/** What a collection is made of. `name` is for ever: it is the first part of every key. */
export interface CollectionDefinition<T, Indexes extends string> {
  readonly name: string
  readonly key: (value: T) => Key
  readonly indexes?: Readonly<Record<Indexes, IndexDefinition<T>>>
  /** When the record ends by itself. Unit: milliseconds since the epoch; undefined: never. */
  readonly expiresAt?: (value: T) => number | undefined
}

/**
 * Records of one type under one name, with secondary indexes that are kept in the same commit. Index entries hold
 * the key of their record, so that a reader who goes through an index may find a record changed since, never a
 * wrong one: what no longer matches the index is left out.
 */
export class Collection<T extends JsonObject, Indexes extends string = never> {
  readonly #definition: CollectionDefinition<T, Indexes>

  constructor(definition: CollectionDefinition<T, Indexes>) {
    this.#definition = definition
  }

  /** The key under which the store keeps the record that has this key in the collection. */
  storeKey(key: Key): Key {
    return [this.#definition.name, ...key]
  }

  async get(store: Store, key: Key): Promise<Stored<T> | undefined> {
    const entry = await store.get<T>(this.storeKey(key))
    return entry === null ? undefined : { value: entry.value, version: entry.version }
  }

  async getMany(store: Store, keys: readonly Key[]): Promise<Array<Stored<T> | undefined>> {
    const entries = await store.getMany<T>(keys.map((key) => this.storeKey(key)))
    return entries.map((entry) =>
      entry === null ? undefined : { value: entry.value, version: entry.version },
    )
  }

  async list(store: Store, selector: PageSelector = {}): Promise<Page<T>> {
    const root = [this.#definition.name]
    const { entries, next } = await listPage<T>(store, root, selector)
    return {
      items: entries.map(({ value, version }) => ({ value, version })),
      ...(next === undefined ? {} : { next }),
    }
  }

  /** Lists in the order of an index. A page may be shorter than `limit` although `next` is there. */
  async listBy(store: Store, index: Indexes, selector: PageSelector = {}): Promise<Page<T>> {
    const root = this.#indexRoot(index)
    const { entries, next } = await listPage<JsonObject>(store, root, selector)
    const found = await this.getMany(
      store,
      entries.map((entry) => readKey(entry.value)),
    )
    const items = found.filter(
      (stored, position): stored is Stored<T> =>
        stored !== undefined && sameKey(this.#indexKey(index, stored.value), entries[position]?.key),
    )
    return { items, ...(next === undefined ? {} : { next }) }
  }

  /** The first record that an index has under exactly this key. */
  async findBy(store: Store, index: Indexes, key: Key): Promise<Stored<T> | undefined> {
    const page = await this.listBy(store, index, { prefix: key, limit: 1 })
    return page.items[0]
  }

  /**
   * Writes a record in a commit. `previous` is what was read (the commit then fails if it has changed since), or
   * undefined for a new record (the commit then fails if there is one by now).
   */
  put(atomic: Atomic, value: T, previous: Stored<T> | undefined): void {
    const key = this.#definition.key(value)
    const storeKey = this.storeKey(key)
    atomic.check(storeKey, previous?.version ?? null)
    const expiresAt = this.#definition.expiresAt?.(value)
    const previousExpiresAt = previous && this.#definition.expiresAt?.(previous.value)
    const options = expiresAt === undefined ? {} : { expiresAt }
    atomic.set(storeKey, value, options)
    for (const index of this.#indexNames()) {
      const before = previous && this.#indexKey(index, previous.value)
      const after = this.#indexKey(index, value)
      const same = before !== undefined && after !== undefined && sameKey(before, after)
      if (before !== undefined && !same) atomic.delete(before)
      if (after === undefined) continue
      // An entry says nothing but the key; it is written again only to live as long as its record.
      if (same && expiresAt === previousExpiresAt) continue
      if (!same && this.#definition.indexes?.[index].unique) atomic.check(after, null)
      atomic.set(after, { key: writeKey(key) }, options)
    }
  }

  /**
   * Writes a record in the place of one with another key (a thing that was renamed). The commit fails if the record has
   * changed since it was read, or if there is one under the new key.
   */
  move(atomic: Atomic, value: T, previous: Stored<T>): void {
    const from = this.#definition.key(previous.value)
    const key = this.#definition.key(value)
    atomic.check(this.storeKey(from), previous.version)
    atomic.delete(this.storeKey(from))
    atomic.check(this.storeKey(key), null)
    const expiresAt = this.#definition.expiresAt?.(value)
    const options = expiresAt === undefined ? {} : { expiresAt }
    atomic.set(this.storeKey(key), value, options)
    for (const index of this.#indexNames()) {
      const before = this.#indexKey(index, previous.value)
      const after = this.#indexKey(index, value)
      const same = sameKey(before, after)
      if (before !== undefined && !same) atomic.delete(before)
      if (after === undefined) continue
      if (!same && this.#definition.indexes?.[index].unique) atomic.check(after, null)
      // Also where the index key stays: its entry leads to the record's key, which is another now.
      atomic.set(after, { key: writeKey(key) }, options)
    }
  }

  /** Deletes a record in a commit, which fails if the record has changed since it was read. */
  remove(atomic: Atomic, previous: Stored<T>): void {
    const key = this.#definition.key(previous.value)
    atomic.check(this.storeKey(key), previous.version)
    atomic.delete(this.storeKey(key))
    for (const index of this.#indexNames()) {
      const entry = this.#indexKey(index, previous.value)
      if (entry !== undefined) atomic.delete(entry)
    }
  }

  #indexNames(): Indexes[] {
    return Object.keys(this.#definition.indexes ?? {}) as Indexes[]
  }

  #indexRoot(index: Indexes): Key {
    return [`${this.#definition.name}${indexMark}${index}`]
  }

  #indexKey(index: Indexes, value: T): Key | undefined {
    const definition = this.#definition.indexes?.[index]
    const key = definition?.key(value)
    if (definition === undefined || key === undefined) return undefined
    // A unique index has room for one record under a key; the others tell their records apart by primary key.
    return [...this.#indexRoot(index), ...key, ...(definition.unique ? [] : this.#definition.key(value))]
  }
}

/** Declares a collection. */
export function collection<T extends JsonObject>() {
  return <Indexes extends string = never>(definition: CollectionDefinition<T, Indexes>) =>
    new Collection<T, Indexes>(definition)
}

async function listPage<T>(
  store: Store,
  root: Key,
  selector: PageSelector,
): Promise<{ entries: Array<Entry<T>>; next?: Key }> {
  const limit = selector.limit ?? 1000
  const entries = await store.list<T>({
    prefix: [...root, ...(selector.prefix ?? [])],
    ...(selector.start === undefined ? {} : { start: [...root, ...selector.start] }),
    ...(selector.end === undefined ? {} : { end: [...root, ...selector.end] }),
    ...(selector.after === undefined ? {} : { after: [...root, ...selector.after] }),
    ...(selector.reverse === undefined ? {} : { reverse: selector.reverse }),
    limit: limit + 1,
  })
  if (entries.length <= limit) return { entries }
  const kept = entries.slice(0, limit)
  const last = kept.at(-1)
  return last === undefined ? { entries: kept } : { entries: kept, next: last.key.slice(root.length) }
}

/** Keys inside index entries: JSON knows neither bigints nor bytes, so those are tagged. */
function writeKey(key: Key): Array<string | number | boolean | { big: string } | { bytes: string }> {
  return key.map((part) => {
    if (typeof part === 'bigint') return { big: part.toString() }
    if (part instanceof Uint8Array) return { bytes: Buffer.from(part).toString('base64') }
    return part
  })
}

function readKey(value: JsonObject): Key {
  return (value.key as ReturnType<typeof writeKey>).map((part): KeyPart => {
    if (typeof part !== 'object') return part
    return 'big' in part ? BigInt(part.big) : Uint8Array.from(Buffer.from(part.bytes, 'base64'))
  })
}

function sameKey(left: Key | undefined, right: Key | undefined): boolean {
  if (left === undefined || right === undefined || left.length !== right.length) return false
  return left.every((part, index) => {
    const other = right[index]
    if (part instanceof Uint8Array) return other instanceof Uint8Array && Buffer.compare(part, other) === 0
    return part === other
  })
}
