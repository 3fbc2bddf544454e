import { KeyOrder } from './key-order.ts'
import { orderAfterCopies, orderOf } from './key-orders.ts'
import { type Dict, has, isDict, put, type Value } from './values.ts'
import { WorkedDocument } from './worked-document.ts'

/**
 * What AWS's translator knows of the parts of a template that make a REST API's document, and JSON does not: the order in
 * which Python 2.7 would have given an object's keys, and which texts were Unicode objects there (those of the template)
 * and which were plain (those that the translator's own code wrote). Both go into the text whose hash names a deployment.
 *
 * The data stay ordinary objects; this knowledge lies beside them. An object of which nothing is remembered gives its keys
 * as they were put in, and its texts are plain. Members may be set and deleted by plain assignment: the next look at the
 * keys catches up. `set` and `remove` below are exact at once, and are what the code of APIs uses.
 */
interface Memory {
  /** Of objects that were dictionaries of Python 2.7. */
  order: KeyOrder | undefined
  /** Whether a text is Unicode when nothing else is said of its place. */
  readonly unicode: boolean
  /** Keys, and places of values, that are the other way. */
  otherKeys?: Set<string>
  otherValues?: Set<string | number>
  /** The document that it is part of, and how many of the document's copies `order` has been through. */
  document?: WorkedDocument
  copies?: number
}

/** By the object or list itself: what is thrown away takes its memory along. */
const memories = new WeakMap<Dict | Value[], Memory>()

/** A text together with where it came from. */
export class Text {
  readonly text: string
  /** Whether Python 2.7 would have had a Unicode object. */
  readonly unicode: boolean

  constructor(text: string, unicode: boolean) {
    this.text = text
    this.unicode = unicode
  }
}

/** A text that comes out of the template. A bare string given to `set` and `legacyDict` is one of the translator's own. */
export function fromTemplate(text: string): Text {
  return new Text(text, true)
}

/** A value, or a text of which is known where it came from. */
export type Carried = Value | Text

/** A copy of a value in which every object, key and text is remembered as Python 2.7 would have read it from a template. */
export function legacy<T extends Value>(value: T): T
export function legacy(value: Value): Value {
  if (Array.isArray(value)) {
    const copy = value.map((item) => legacy(item))
    memories.set(copy, { order: undefined, unicode: true })
    return copy
  }
  if (!isDict(value)) return value
  const copy: Dict = {}
  const order = new KeyOrder()
  for (const name of Object.keys(value)) {
    put(copy, name, legacy(value[name] as Value))
    order.add(name)
  }
  memories.set(copy, { order, unicode: true })
  return copy
}

/** Like `legacy`, for an object whose keys alone come from the template: the values stay what they are. */
export function legacyKeys(value: Dict): Dict {
  const copy: Dict = {}
  const order = new KeyOrder()
  for (const name of Object.keys(value)) {
    put(copy, name, value[name] as Value)
    order.add(name)
  }
  memories.set(copy, { order, unicode: true })
  return copy
}

/** An object in the order of Python 2.7, filled one member after the other. Bare strings are the translator's own. */
export function legacyDict(members: readonly (readonly [name: string | Text, value: Carried])[] = []): Dict {
  const dict: Dict = {}
  memories.set(dict, { order: new KeyOrder(), unicode: false })
  for (const [name, value] of members) set(dict, name, value)
  return dict
}

/** An object in the order in which it is filled. Bare strings are the translator's own. */
export function plainDict(members: readonly (readonly [name: string | Text, value: Carried])[] = []): Dict {
  const dict: Dict = {}
  for (const [name, value] of members) set(dict, name, value)
  return dict
}

/** A list. Bare strings are the translator's own. */
export function plainList(items: readonly Carried[]): Value[] {
  const list: Value[] = []
  for (const item of items) push(list, item)
  return list
}

/** Whether an object is remembered as one of Python 2.7. */
export function isLegacy(value: Value | undefined): boolean {
  return isDict(value) && memories.get(value)?.order !== undefined
}

/** Sets a member. A key that is there already stays the key it was. */
export function set(dict: Dict, name: string | Text, value: Carried): void {
  const key = name instanceof Text ? name.text : name
  const isNew = !has(dict, key)
  const memory = memories.get(dict)
  noteChange(dict, key, memory)
  put(dict, key, value instanceof Text ? value.text : value)
  if (memory?.document) join(value, memory.document)
  const unicode = memory?.unicode ?? false
  if (isNew) {
    orderNow(memory)?.add(key)
    mark(dict, 'otherKeys', key, (name instanceof Text && name.unicode) !== unicode)
  }
  mark(dict, 'otherValues', key, isText(value) && (value instanceof Text && value.unicode) !== unicode)
}

/** Appends to a list. */
export function push(list: Value[], item: Carried): void {
  const memory = memories.get(list)
  memory?.document?.changed(() => list.pop())
  list.push(item instanceof Text ? item.text : item)
  if (memory?.document) join(item, memory.document)
  const unicode = memory?.unicode ?? false
  mark(
    list,
    'otherValues',
    list.length - 1,
    isText(item) && (item instanceof Text && item.unicode) !== unicode,
  )
}

/** Puts another item in the place of one. */
export function replaceItem(list: Value[], index: number, item: Carried): void {
  list[index] = item instanceof Text ? item.text : item
  const unicode = memories.get(list)?.unicode ?? false
  mark(list, 'otherValues', index, isText(item) && (item instanceof Text && item.unicode) !== unicode)
}

/** A list with the items of two. */
export function joinLists(first: Value[], second: Value[]): Value[] {
  return plainList([...carryItems(first), ...carryItems(second)])
}

/** Deletes a member, if it is there. */
export function remove(dict: Dict, name: string): void {
  if (!has(dict, name)) return
  const memory = memories.get(dict)
  noteChange(dict, name, memory)
  delete dict[name]
  orderNow(memory)?.remove(name)
  memory?.otherKeys?.delete(name)
  memory?.otherValues?.delete(name)
}

/** How a member of a document becomes again what it was. Its key may come to another place: faults give no document. */
function noteChange(dict: Dict, name: string, memory: Memory | undefined): void {
  if (!memory?.document) return
  const before = carry(dict, name)
  const unicode = isUnicodeKey(dict, name)
  memory.document.changed(() => {
    if (before === undefined) remove(dict, name)
    else set(dict, new Text(name, unicode), before)
  })
}

/** The order of keys as it is by now: parts of a document have been copied with it. */
function orderNow(memory: Memory | undefined): KeyOrder | undefined {
  if (memory?.order === undefined || memory.document === undefined) return memory?.order
  const copies = memory.document.copies - (memory.copies ?? 0)
  if (copies > 0) {
    memory.order = orderAfterCopies(memory.order, copies)
    memory.copies = memory.document.copies
  }
  return memory.order
}

/** Makes a value, and all in it, part of a document. What belongs to one already stays there. */
function join(value: Carried, document: WorkedDocument): void {
  if (typeof value !== 'object' || value === null || value instanceof Text) return
  let memory = memories.get(value)
  if (memory?.document !== undefined) return
  if (memory === undefined) {
    memory = { order: undefined, unicode: false }
    memories.set(value, memory)
  }
  memory.document = document
  memory.copies = document.copies
  if (Array.isArray(value)) for (const item of value) join(item, document)
  else for (const name of Object.keys(value)) join(value[name] as Value, document)
}

/**
 * Opens a document to work on it: the same if it was opened before, else a copy.
 * `closeDocument` keeps what was changed since; without it, the next opening undoes it.
 */
export function openDocument(body: Dict): Dict {
  const known = memories.get(body)?.document
  if (known?.root === body) {
    known.open()
    return body
  }
  const root = deepCopy(body)
  const document = new WorkedDocument(root)
  join(root, document)
  return root
}

/** Ends work on a document that was opened. */
export function closeDocument(root: Dict): Dict {
  memories.get(root)?.document?.close()
  return root
}

/** A copy of which exactly the same is remembered: for what goes into a document and is not the document's alone. */
export function twin<T extends Carried>(value: T): T
export function twin(value: Carried): Carried {
  if (typeof value !== 'object' || value === null || value instanceof Text) return value
  const memory = memories.get(value)
  if (Array.isArray(value)) {
    const copy = value.map((item) => twin(item))
    if (memory !== undefined) memories.set(copy, cloneMarks(memory, undefined))
    return copy
  }
  const order = orderNow(memory)
  const copy: Dict = {}
  for (const name of Object.keys(value)) put(copy, name, twin(value[name] as Value))
  if (memory !== undefined) memories.set(copy, cloneMarks(memory, order?.clone()))
  return copy
}

/** The member of a name with where it came from, or undefined. */
export function carry(dict: Dict, name: string): Carried | undefined {
  if (!has(dict, name)) return undefined
  const value = dict[name] as Value
  return typeof value === 'string' ? new Text(value, isUnicodeValue(dict, name)) : value
}

/** The items of a list with where they came from. */
export function carryItems(list: Value[]): Carried[] {
  return list.map((item, index) =>
    typeof item === 'string' ? new Text(item, isUnicodeValue(list, index)) : item,
  )
}

/** The keys of an object with where they came from, in the object's order. */
export function carryKeys(dict: Dict): Text[] {
  return keysOf(dict).map((name) => new Text(name, isUnicodeKey(dict, name)))
}

/** Members with where their texts came from, in the object's order. */
export function carryEntries(dict: Dict): [name: Text, value: Carried][] {
  return carryKeys(dict).map((name) => [name, carry(dict, name.text) as Carried])
}

/** The keys of an object, in the order in which Python gives them. */
export function keysOf(dict: Dict): string[] {
  const names = Object.keys(dict)
  const order = orderNow(memories.get(dict))
  if (order === undefined) return names
  const keys = order.keys()
  if (keys.length === names.length && keys.every((name) => Object.hasOwn(dict, name))) return keys
  // What was set and deleted behind our back is made good, in the order of the object.
  for (const name of names) order.add(name)
  for (const name of order.keys()) if (!has(dict, name)) order.remove(name)
  return order.keys()
}

/** Members in the order in which Python gives them. */
export function entriesOf(dict: Dict): [name: string, value: Value][] {
  return keysOf(dict).map((name) => [name, dict[name] as Value])
}

/** Values in the order in which Python gives them. */
export function valuesOf(dict: Dict): Value[] {
  return keysOf(dict).map((name) => dict[name] as Value)
}

/** What Python's `dict.copy()` gives: another object with the same values. Its keys may come in another order. */
export function copyDict(dict: Dict): Dict {
  const copy: Dict = {}
  const names = keysOf(dict)
  for (const name of names) put(copy, name, dict[name] as Value)
  const memory = memories.get(dict)
  if (memory === undefined) return copy
  let order: KeyOrder | undefined
  if (memory.order !== undefined) {
    order = new KeyOrder()
    order.merge(names)
  }
  memories.set(copy, cloneMarks(memory, order))
  return copy
}

/** What Python's `dict.update()` does: sets every member of another object. */
export function update(dict: Dict, other: Dict): void {
  const names = keysOf(other)
  const order = orderNow(memories.get(dict))
  const entries = names.map(
    (name) => [name, carry(other, name) as Carried, isUnicodeKey(other, name)] as const,
  )
  if (order !== undefined) {
    keysOf(dict)
    const known = new Set(Object.keys(dict))
    order.merge(names)
    for (const [name, value, unicode] of entries) {
      noteChange(dict, name, memories.get(dict))
      put(dict, name, null)
      if (!known.has(name)) mark(dict, 'otherKeys', name, unicode !== (memories.get(dict)?.unicode ?? false))
      set(dict, name, value)
    }
  } else for (const [name, value, unicode] of entries) set(dict, new Text(name, unicode), value)
}

/**
 * What Python's `copy.deepcopy` gives. What is shared within the value is shared within the copy. Keys of an object of
 * Python 2.7 are put in again in their order, which may bring colliding ones into another.
 */
export function deepCopy<T extends Value>(value: T): T
export function deepCopy(value: Value): Value {
  return typeof value === 'object' && value !== null ? copyDeep(value, new Map()) : value
}

function copyDeep(value: Dict | Value[], copies: Map<Dict | Value[], Dict | Value[]>): Dict | Value[] {
  const done = copies.get(value)
  if (done !== undefined) return done
  const memory = memories.get(value)
  if (Array.isArray(value)) {
    const copy: Value[] = []
    copies.set(value, copy)
    for (const item of value)
      copy.push(typeof item === 'object' && item !== null ? copyDeep(item, copies) : item)
    if (memory !== undefined) memories.set(copy, cloneMarks(memory, undefined))
    return copy
  }
  const copy: Dict = {}
  copies.set(value, copy)
  const order = memory?.order === undefined ? undefined : orderOf(keysOf(value))
  for (const name of Object.keys(value)) {
    const member = value[name] as Value
    put(copy, name, typeof member === 'object' && member !== null ? copyDeep(member, copies) : member)
  }
  if (memory !== undefined) memories.set(copy, cloneMarks(memory, order))
  return copy
}

/** Whether the text at a place is Unicode. */
export function isUnicodeValue(holder: Dict | Value[], place: string | number): boolean {
  const memory = memories.get(holder)
  if (memory === undefined) return false
  return (memory.otherValues?.has(place) ?? false) !== memory.unicode
}

/** Whether a key is Unicode. */
export function isUnicodeKey(dict: Dict, name: string): boolean {
  const memory = memories.get(dict)
  if (memory === undefined) return false
  return (memory.otherKeys?.has(name) ?? false) !== memory.unicode
}

function isText(value: Carried): boolean {
  return typeof value === 'string' || value instanceof Text
}

function mark(
  holder: Dict | Value[],
  kind: 'otherKeys' | 'otherValues',
  place: string | number,
  other: boolean,
): void {
  let memory = memories.get(holder)
  if (memory === undefined) {
    if (!other) return
    memory = { order: undefined, unicode: false }
    memories.set(holder, memory)
  }
  if (other) {
    if (kind === 'otherKeys') {
      memory.otherKeys ??= new Set()
      memory.otherKeys.add(String(place))
    } else {
      memory.otherValues ??= new Set()
      memory.otherValues.add(place)
    }
  } else if (kind === 'otherKeys') memory.otherKeys?.delete(String(place))
  else memory.otherValues?.delete(place)
}

function cloneMarks(memory: Memory, order: KeyOrder | undefined): Memory {
  const copy: Memory = { order, unicode: memory.unicode }
  if (memory.otherKeys !== undefined && memory.otherKeys.size > 0) copy.otherKeys = new Set(memory.otherKeys)
  if (memory.otherValues !== undefined && memory.otherValues.size > 0)
    copy.otherValues = new Set(memory.otherValues)
  return copy
}
