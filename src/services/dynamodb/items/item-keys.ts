/**
 * Where items and entries of indexes are kept. A partition key counts by its hash, so that a scan goes through partitions in an
 * order that says nothing, as AWS's does, and that parts of equal size can be cut from it; a sort key counts by its bytes, which
 * order as its values do. An entry of an index ends with what tells it from others of its key: the beginning of the item's own
 * sort key, so that such entries have an order, and a hash of the item's whole key.
 */
import { hash } from 'node:crypto'
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import { type KeySchema, keyNames } from '../domain/schema.ts'
import { attributeBytes, type LoadedTable } from '../tables/loaded-table.ts'

/** Unit: bytes of SHA-256 that stand for a partition key. Two keys with the same ones are not to be found. */
const hashBytes = 16

/** Unit: bytes of an item's sort key by which entries of one index key are ordered. */
const tieBytes = 64

/** Where an item is, by its key. */
export function itemPlace(table: LoadedTable, key: Readonly<Item>): Key {
  return place(table.itemRoot, table.table.key, key)
}

/** Where the items of a partition begin; `values`: of the partition key's attributes, in order. */
export function partitionPlace(root: Key, values: readonly Uint8Array[]): Key {
  const [only] = values
  return [...root, digest(values.length === 1 && only !== undefined ? only : joined(values))]
}

/** The same of an item's attributes. A text need not become bytes to be hashed. */
function partitionOf(root: Key, names: readonly string[], item: Readonly<Item>): Key {
  const [only = '', ...more] = names
  const value = item[only]
  return more.length === 0 && value !== undefined && 'S' in value
    ? [...root, textDigest(value.S)]
    : partitionPlace(root, bytesOf(names, item))
}

function bytesOf(names: readonly string[], item: Readonly<Item>): Uint8Array[] {
  return names.map((name) => attributeBytes(item, name))
}

/** Where an index keeps an item; it has the attributes of the index's key. */
export function entryPlace(root: Key, index: KeySchema, table: KeySchema, item: Readonly<Item>): Key {
  return [...place(root, index, item), tie(table, item)]
}

function place(root: Key, { hash: partition, sort }: KeySchema, item: Readonly<Item>): Key {
  const place = partitionOf(root, partition, item)
  return sort.length === 0 ? place : [...place, ...bytesOf(sort, item)]
}

function tie(table: KeySchema, item: Readonly<Item>): Uint8Array {
  const [sort] = table.sort
  const head = sort === undefined ? new Uint8Array() : attributeBytes(item, sort).subarray(0, tieBytes)
  const whole = digest(joined(bytesOf(keyNames(table), item)))
  return Buffer.concat([head, Buffer.of(0), whole])
}

/** Bytes that no other values have. */
function joined(values: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(values.flatMap((value) => [Buffer.of(value.length >> 8, value.length & 255), value]))
}

/**
 * Hashes of texts that were asked for lately: applications ask for the same keys again, and hashing one is 3 % of a short request. Nobody
 * changes them.
 */
const rememberedDigests = new Map<string, Uint8Array>()
/** Unit: texts. Source: chosen; with their hashes they take less than half a megabyte. */
const rememberedDigestsMax = 2000
/** Unit: characters. Source: chosen; longer ones are rare, and are hashed each time. */
const rememberedTextMax = 64

function textDigest(text: string): Uint8Array {
  let known = rememberedDigests.get(text)
  if (known !== undefined) return known
  known = digest(text)
  if (text.length > rememberedTextMax) return known
  if (rememberedDigests.size >= rememberedDigestsMax) rememberedDigests.clear()
  rememberedDigests.set(text, known)
  return known
}

/** Of bytes, or of a text's bytes in UTF-8. */
function digest(bytes: Uint8Array | string): Uint8Array {
  // Three times as fast as asking for bytes, which are made with an object of the native side.
  return Buffer.from(hash('sha256', bytes, 'hex').slice(0, 2 * hashBytes), 'hex')
}

/** The hash of the partition key in a place. */
export function partitionHash(place: Key): Uint8Array {
  const part = place[1]
  return part instanceof Uint8Array ? part : new Uint8Array()
}

/** A text that is the same for the same place. */
export function placeText(place: Key): string {
  return place
    .map((part) =>
      part instanceof Uint8Array
        ? Buffer.from(part.buffer, part.byteOffset, part.length).toString('latin1')
        : String(part),
    )
    .join('\0\0')
}
