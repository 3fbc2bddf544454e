/** Reading what listings list, and what their requests have in common. */
import type { Key, Store } from '../../store/index.ts'
import type { From, Item } from './domain/listing.ts'
import { keyFault } from './domain/names.ts'
import { behindPrefix, compareUtf8, cutUtf8 } from './domain/text-order.ts'
import { encodeKey } from './domain/url-encoding.ts'
import { invalidArgument } from './errors.ts'
import { pageMax } from './limits.ts'
import { heads, type ObjectVersion, oldKey, olds } from './records.ts'

/** How many entries a page has. Fails with InvalidArgument below zero. */
export function pageSize(asked: number | undefined, name: string): number {
  if (asked !== undefined && asked < 0) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(asked))
  }
  return Math.min(asked ?? pageMax, pageMax)
}

/** Writes keys as `encoding-type` wants it. */
export function keyWriter(encoding: string | undefined): (key: string) => string {
  return encoding === 'url' ? encodeKey : (key) => key
}

/** A key cannot be longer than this, so that what is behind a longer text is behind its beginning. */
const textBytesMax = 1_024

/** The beginning of a text that a place in the store can be made of; all of it for what can be a key. */
export function storable(text: string): string {
  const cut = cutUtf8(text.toWellFormed(), textBytesMax)
  // U+0000 takes two bytes there, and keys have few of them.
  return keyFault(cut) === 'too long' ? cutUtf8(cut, textBytesMax / 2) : cut
}

/** Reads records under one key each, in the order of keys. */
export function readerOf<Value>(store: Store, root: Key, prefix: string) {
  const end = behindPrefix(prefix)
  return async (from: From<string>, limit: number) => {
    const place =
      'at' in from ? { start: [...root, storable(from.at)] } : { after: [...root, storable(from.behind)] }
    const entries = await store.list<Value>({
      prefix: root,
      ...place,
      ...(end === undefined || prefix === '' ? {} : { end: [...root, storable(end)] }),
      limit,
    })
    const items = entries.map(({ key, value }): Item<string, Value> => {
      const name = String(key.at(-1))
      return { key: name, position: name, value }
    })
    return { items, more: entries.length === limit }
  }
}

/** Where a version is in the order of a bucket. `order` undefined: behind all versions of the key. */
export interface VersionPlace {
  readonly key: string
  readonly order: number | undefined
}

/** A version as it is listed. */
export interface ListedVersion {
  readonly version: ObjectVersion
  readonly isLatest: boolean
}

/**
 * Reads versions by key, the newest first: heads and older ones lie apart and are merged. Of either as many are read as are
 * wanted of both; what is given ends where one of them was cut off.
 */
export function versionReader(store: Store, bucketId: string) {
  return async (from: From<VersionPlace>, limit: number) => {
    const places = placesOf(bucketId, from)
    const [newest, older] = await Promise.all([
      store.list<ObjectVersion>({ prefix: heads(bucketId), ...places.heads, limit }),
      store.list<ObjectVersion>({ prefix: olds(bucketId), ...places.olds, limit }),
    ])
    const items = [
      ...newest.map(({ value }) => itemOf(value, true)),
      ...older.map(({ value }) => itemOf(value, false)),
    ].sort(inOrder)
    const ends = [newest, older].flatMap((entries, index) => {
      const last = entries.length === limit ? entries.at(-1) : undefined
      return last === undefined ? [] : [itemOf(last.value, index === 0)]
    })
    const end = ends.sort(inOrder)[0]
    if (end === undefined) return { items, more: false }
    return { items: items.filter((item) => inOrder(item, end) <= 0), more: true }
  }
}

function placesOf(bucketId: string, from: From<VersionPlace>) {
  if ('at' in from) {
    const at = storable(from.at)
    return { heads: { start: [...heads(bucketId), at] }, olds: { start: [...olds(bucketId), at] } }
  }
  const key = storable(from.behind.key)
  const { order } = from.behind
  return {
    heads: { after: [...heads(bucketId), key] },
    // True is behind every number, so behind all versions of the key.
    olds:
      order === undefined
        ? { start: [...olds(bucketId), key, true] }
        : { after: oldKey(bucketId, key, order) },
  }
}

function itemOf(version: ObjectVersion, isLatest: boolean): Item<VersionPlace, ListedVersion> {
  const { key, order } = version
  return { key, position: { key, order }, value: { version, isLatest } }
}

function inOrder(left: Item<VersionPlace, unknown>, right: Item<VersionPlace, unknown>): number {
  return compareUtf8(left.key, right.key) || (right.position.order ?? 0) - (left.position.order ?? 0)
}
