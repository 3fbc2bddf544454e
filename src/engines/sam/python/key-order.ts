import { type Hash, hashText } from './hash.ts'

/**
 * The order in which a dictionary of Python 2.7 gives its keys: an open-addressing table, read from its first slot to its
 * last. It depends on everything that was put in and taken out before, in which order, and on when the table grew.
 * AWS's translator keeps it for REST APIs, because the logical id of a deployment is a hash of the document's text.
 * Source: CPython 2.7, Objects/dictobject.c (lookdict_string, dictresize, PyDict_Merge).
 */
export class KeyOrder {
  /** A key, `removed` where one was, or nothing. */
  private slots: (string | typeof removed | undefined)[] = new Array(smallestTable)
  /** Slots that are or were in use. */
  private filled = 0
  private count = 0

  get size(): number {
    return this.count
  }

  has(key: string): boolean {
    return this.slots[this.find(key)] === key
  }

  add(key: string): void {
    const index = this.find(key)
    const found = this.slots[index]
    if (found === key) return
    this.slots[index] = key
    this.count += 1
    if (found === undefined) this.filled += 1
    // The table grows when two thirds of it are filled.
    if (this.filled * 3 >= this.slots.length * 2) this.resize(this.count * (this.count > largeTable ? 2 : 4))
  }

  remove(key: string): void {
    const index = this.find(key)
    if (this.slots[index] !== key) return
    this.slots[index] = removed
    this.count -= 1
  }

  clone(): KeyOrder {
    const copy = new KeyOrder()
    copy.slots = this.slots.slice()
    copy.filled = this.filled
    copy.count = this.count
    return copy
  }

  keys(): string[] {
    return this.slots.filter((slot): slot is string => typeof slot === 'string')
  }

  /** What `update` does with the keys of another dictionary: room is made first, for all of them at once. */
  merge(keys: readonly string[]): void {
    if (keys.length === 0) return
    if ((this.filled + keys.length) * 3 >= this.slots.length * 2) this.resize((this.count + keys.length) * 2)
    for (const key of keys) this.add(key)
  }

  private find(key: string): number {
    const hash = hashes(key)
    const mask = this.slots.length - 1
    let index = hash.low & mask
    let walker = hash.low & mask
    let { high, low } = hash
    let free: number | undefined
    for (;;) {
      const slot = this.slots[index]
      if (slot === undefined) return free ?? index
      if (slot === key) return index
      if (slot === removed) free ??= index
      walker = (Math.imul(walker, 5) + low + 1) >>> 0
      index = walker & mask
      low = ((low >>> perturbShift) | (high << (32 - perturbShift))) >>> 0
      high >>>= perturbShift
    }
  }

  private resize(wanted: number): void {
    let length = smallestTable
    while (length <= wanted) length *= 2
    const keys = this.keys()
    this.slots = new Array(length)
    this.filled = 0
    this.count = 0
    for (const key of keys) this.add(key)
  }
}

const removed = Symbol('removed')
/** Slots of a new table. Source: dictobject.h, PyDict_MINSIZE. */
const smallestTable = 8
/** Keys from which on a table doubles instead of growing fourfold. Source: dictobject.c, dict_set_item_by_hash_or_entry. */
const largeTable = 50_000
/** Bits by which the rest of the hash moves in with each step. Source: dictobject.c, PERTURB_SHIFT. */
const perturbShift = 5

/** Hashes of the keys met last: documents of APIs have the same few dozen names again and again. */
const known = new Map<string, Hash>()
const knownCountMax = 10_000

function hashes(key: string): Hash {
  let hash = known.get(key)
  if (hash === undefined) {
    hash = hashText(key)
    if (known.size >= knownCountMax) known.clear()
    known.set(key, hash)
  }
  return hash
}
