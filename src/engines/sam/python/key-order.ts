import { type Hash, hashText } from './hash.ts'

/** A key with its hash. */
interface Key extends Hash {
  readonly name: string
}

/**
 * The order in which a dictionary of Python 2.7 gives its keys: an open-addressing table, read from its first slot to its
 * last. It depends on everything that was put in and taken out before, in which order, and on when the table grew.
 * AWS's translator keeps it for REST APIs, because the logical id of a deployment is a hash of the document's text.
 * Source: CPython 2.7, Objects/dictobject.c (lookdict_string, dictresize, PyDict_Merge).
 */
export class KeyOrder {
  /** A key, `removed` where one was, or nothing. */
  private slots: (Key | undefined)[] = new Array(smallestTable)
  /** Slots that are or were in use. */
  private filled = 0
  private count = 0

  get size(): number {
    return this.count
  }

  has(name: string): boolean {
    const found = this.slots[this.find(keyOf(name))]
    return found !== undefined && found !== removed
  }

  add(name: string): void {
    this.addKey(keyOf(name))
  }

  private addKey(key: Key): void {
    const index = this.find(key)
    const found = this.slots[index]
    if (found !== undefined && found !== removed) return
    this.slots[index] = key
    this.count += 1
    if (found === undefined) this.filled += 1
    // The table grows when two thirds of it are filled.
    if (this.filled * 3 >= this.slots.length * 2) this.resize(this.count * (this.count > largeTable ? 2 : 4))
  }

  remove(name: string): void {
    const index = this.find(keyOf(name))
    const found = this.slots[index]
    if (found === undefined || found === removed) return
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

  /** The order of a copy by `copy.deepcopy`, which puts the keys into a new dictionary one after the other. */
  copied(): KeyOrder {
    const copy = new KeyOrder()
    for (const slot of this.slots) if (slot !== undefined && slot !== removed) copy.addKey(slot)
    return copy
  }

  /** Whether two give the same keys in the same order. */
  isSameAs(other: KeyOrder): boolean {
    if (this.count !== other.count) return false
    const keys = other.keys()
    return this.keys().every((key, index) => key === keys[index])
  }

  keys(): string[] {
    const names: string[] = []
    for (const slot of this.slots) if (slot !== undefined && slot !== removed) names.push(slot.name)
    return names
  }

  /** What `update` does with the keys of another dictionary: room is made first, for all of them at once. */
  merge(keys: readonly string[]): void {
    if (keys.length === 0) return
    if ((this.filled + keys.length) * 3 >= this.slots.length * 2) this.resize((this.count + keys.length) * 2)
    for (const key of keys) this.add(key)
  }

  /** The slot of a key, or the one that it would be put into. */
  private find(key: Key): number {
    const mask = this.slots.length - 1
    let { high, low } = key
    let index = low & mask
    let walker = index
    let free: number | undefined
    for (;;) {
      const slot = this.slots[index]
      if (slot === undefined) return free ?? index
      if (slot === removed) free ??= index
      else if (slot.name === key.name) return index
      walker = (Math.imul(walker, 5) + low + 1) >>> 0
      index = walker & mask
      low = ((low >>> perturbShift) | (high << (32 - perturbShift))) >>> 0
      high >>>= perturbShift
    }
  }

  private resize(wanted: number): void {
    let length = smallestTable
    while (length <= wanted) length *= 2
    const before = this.slots
    this.slots = new Array(length)
    this.filled = 0
    this.count = 0
    for (const slot of before) if (slot !== undefined && slot !== removed) this.addKey(slot)
  }
}

const removed: Key = { name: '', high: 0, low: 0 }
/** Slots of a new table. Source: dictobject.h, PyDict_MINSIZE. */
const smallestTable = 8
/** Keys from which on a table doubles instead of growing fourfold. Source: dictobject.c, dict_set_item_by_hash_or_entry. */
const largeTable = 50_000
/** Bits by which the rest of the hash moves in with each step. Source: dictobject.c, PERTURB_SHIFT. */
const perturbShift = 5

/** The keys met last: documents of APIs have the same few dozen names again and again. */
const known = new Map<string, Key>()
const knownCountMax = 10_000

function keyOf(name: string): Key {
  let key = known.get(name)
  if (key === undefined) {
    key = { name, ...hashText(name) }
    if (known.size >= knownCountMax) known.clear()
    known.set(name, key)
  }
  return key
}
