/** The methods that templates call, as Java has them. A method that is not here is not there. Source: Java SE, java.lang.String, java.util. */
import { TemplateError } from './errors.ts'
import { javaPattern, matchCost, replaceMatches } from './java-pattern.ts'
import { valueSizeMax } from './limits.ts'
import { type AnyNumber, doubleOf, isDouble, isNumber, numberOf, numberText } from './numbers.ts'
import { areEqual, type Charge, type HostObject, ListValue, MapValue, textOf, type Value } from './values.ts'

/** Calls a method; undefined: there is none of this name. Fails with a TemplateError where Java throws. */
export function callMethod(target: Value, name: string, args: readonly Value[], charge: Charge): Value {
  if (target === undefined || target === null) return undefined
  for (const arg of args) weigh(arg, charge)
  if (typeof target === 'string') {
    weigh(target, charge)
    if (patterned.has(name)) charge(patternCost(target, args))
    else if (searching.has(name)) charge(searchCost(target, text(args, 0)))
    return own(texts, name)?.(target, args, charge)
  }
  if (isNumber(target)) return own(numbers, name)?.(target, args, charge)
  if (typeof target === 'boolean') return own(booleans, name)?.(target, args, charge)
  if (target instanceof ListValue || target instanceof MapValue) {
    if (walking.has(name)) weigh(target, charge)
    return target instanceof ListValue
      ? own(lists, name)?.(target, args, charge)
      : own(maps, name)?.(target, args, charge)
  }
  return target.call(name, args, charge)
}

/** Methods that look for one text in another. */
const searching = new Set(['contains', 'indexOf', 'lastIndexOf', 'replace'])

/** Looking for a long text may take its length at each place. Unit: steps. */
function searchCost(target: string, wanted: string): number {
  return (target.length / 256) * (wanted.length / 16)
}

/** Methods that try a regular expression. */
const patterned = new Set(['matches', 'replaceAll', 'replaceFirst', 'split'])

/** Reading an expression costs as much as a small text. Unit: steps. */
const patternReadCost = 100

/** Expressions cost many times what plain texts cost. Unit: steps. */
function patternCost(target: string, args: readonly Value[]): number {
  const pattern = javaPattern(text(args, 0))
  if (pattern.plain !== undefined) return searchCost(target, pattern.plain)
  return patternReadCost + 4 * pattern.size + (target.length * pattern.size) / 8
}

/** Methods that look at all that a list or a map holds. */
const walking = new Set([
  'addAll',
  'contains',
  'containsAll',
  'containsValue',
  'entrySet',
  'equals',
  'indexOf',
  'join',
  'keySet',
  'putAll',
  'remove',
  'subList',
  'toString',
  'values',
])

/** Charges what it costs to look at a value as a whole: as a list or map is looked at by its text, twice that. */
export function weigh(value: Value, charge: Charge): void {
  if (typeof value === 'string') charge(value.length / 256)
  else if (value instanceof ListValue || value instanceof MapValue)
    textOf(value, (steps) => charge(2 * steps))
}

/** A property: an entry of a map, or what a method without arguments gives. */
export function readProperty(target: Value, name: string, charge: Charge): Value {
  if (target instanceof MapValue) return target.entries.get(name) ?? (target.isOwn ? '' : undefined)
  if (isNumber(target)) return undefined
  if (typeof target === 'object' && target !== null && !(target instanceof ListValue)) return target.get(name)
  const getter = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  return name === 'empty' ? callMethod(target, `is${getter}`, [], charge) : undefined
}

/** An element by its index, or an entry by its key. */
export function readIndex(target: Value, index: Value, charge: Charge): Value {
  weigh(index, charge)
  if (target instanceof MapValue) return target.entries.get(textOf(index)) ?? (target.isOwn ? '' : undefined)
  if (!(target instanceof ListValue) || typeof index !== 'number') return undefined
  return target.items.at(index)
}

type Method<Target> = (target: Target, args: readonly Value[], charge: Charge) => Value
type Methods<Target> = Readonly<Record<string, Method<Target>>>

function own<Target>(methods: Methods<Target>, name: string): Method<Target> | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined
}

const text = (args: readonly Value[], at: number) => textOf(args[at] ?? '')

function index(args: readonly Value[], at: number, largest: number): number {
  const value = Number(args[at] ?? 0)
  if (!Number.isInteger(value) || value < 0 || value > largest)
    throw new TemplateError('An index is out of bounds')
  return value
}

function bounded(made: string): string {
  if (made.length > valueSizeMax) throw new TemplateError('A text is too long')
  return made
}

/** Texts behind the last one that is not empty are left out, as Java does. */
function split(target: string, args: readonly Value[], charge: Charge): Value {
  const limit = Number(args[1] ?? 0)
  const parts: string[] = []
  let at = 0
  const pattern = javaPattern(text(args, 0))
  const cost = matchCost(pattern)
  for (const { start, end } of pattern.findAll(target)) {
    charge(cost)
    if (limit > 0 && parts.length === limit - 1) break
    // A match of nothing at the very beginning parts nothing.
    if (end === 0) continue
    if (start === end && start >= target.length) continue
    parts.push(target.slice(at, start))
    at = end
  }
  parts.push(target.slice(at))
  if (limit === 0) while (parts.length > 1 && parts.at(-1) === '') parts.pop()
  return new ListValue(parts)
}

const texts: Methods<string> = {
  charAt: (target, args) => target[index(args, 0, target.length - 1)] ?? '',
  compareTo: (target, args) => (target < text(args, 0) ? -1 : target > text(args, 0) ? 1 : 0),
  concat: (target, args) => bounded(target + text(args, 0)),
  contains: (target, args) => target.includes(text(args, 0)),
  endsWith: (target, args) => target.endsWith(text(args, 0)),
  equals: (target, args) => args[0] === target,
  equalsIgnoreCase: (target, args) => text(args, 0).toLowerCase() === target.toLowerCase(),
  hashCode: (target) => hashOf(target),
  indexOf: (target, args) => target.indexOf(text(args, 0), Number(args[1] ?? 0)),
  isBlank: (target) => target.trim() === '',
  isEmpty: (target) => target === '',
  join: (_target, args) => {
    const all = args[1] instanceof ListValue ? args[1].items : args.slice(1)
    return bounded(all.map((one) => textOf(one)).join(text(args, 0)))
  },
  lastIndexOf: (target, args) => target.lastIndexOf(text(args, 0)),
  length: (target) => target.length,
  matches: (target, args) => javaPattern(text(args, 0)).matches(target),
  repeat: (target, args) => {
    const times = index(args, 0, valueSizeMax)
    if (target.length * times > valueSizeMax) throw new TemplateError('A text is too long')
    return target.repeat(times)
  },
  replace: (target, args, charge) => {
    const [from, to] = [text(args, 0), text(args, 1)]
    const count = occurrences(target, from, charge)
    if (target.length + count * to.length > valueSizeMax) throw new TemplateError('A text is too long')
    return target.replaceAll(from, to.replaceAll('$', '$$$$'))
  },
  replaceAll: (target, args, charge) =>
    bounded(replaceMatches(target, javaPattern(text(args, 0)), text(args, 1), false, charge)),
  replaceFirst: (target, args, charge) =>
    bounded(replaceMatches(target, javaPattern(text(args, 0)), text(args, 1), true, charge)),
  split,
  startsWith: (target, args) => target.startsWith(text(args, 0), Number(args[1] ?? 0)),
  strip: (target) => target.trim(),
  substring: (target, args) => {
    const end = args[1] === undefined ? target.length : index(args, 1, target.length)
    return target.slice(index(args, 0, end), end)
  },
  toLowerCase: (target) => target.toLowerCase(),
  toString: (target: string) => target,
  toUpperCase: (target) => target.toUpperCase(),
  trim: (target) => target.trim(),
  valueOf: (_target: string, args: readonly Value[]) => text(args, 0),
}

/** What finding one text in another costs each time. Unit: steps. */
const foundCost = 0.25

/** How often a text stands in another; one without characters stands everywhere. */
function occurrences(target: string, wanted: string, charge: Charge): number {
  if (wanted === '') {
    charge(target.length * foundCost)
    return target.length + 1
  }
  let count = 0
  for (let at = target.indexOf(wanted); at >= 0; at = target.indexOf(wanted, at + wanted.length)) {
    charge(foundCost)
    count++
  }
  return count
}

/** Source: java.lang.String, hashCode. */
function hashOf(target: string): number {
  let hash = 0
  for (let at = 0; at < target.length; at++) hash = (Math.imul(hash, 31) + target.charCodeAt(at)) | 0
  return hash
}

/** The longest text that is a number. Unit: characters. Ours; a double has some twenty. */
const numberCharactersMax = 400

function parseNumber(given: string, form: RegExp): AnyNumber {
  if (given.length > numberCharactersMax || !form.test(given)) throw new TemplateError('A text is no number')
  return numberOf(given.trim())
}

const integer = /^[+-]?\d{1,19}$/
const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

const numbers: Methods<AnyNumber> = {
  compareTo: (target, args) => Math.sign(Number(target) - Number(args[0])),
  doubleValue: (target) => doubleOf(Number(target)),
  equals: (target, args) => isNumber(args[0]) && numberText(args[0]) === numberText(target),
  floatValue: (target) => doubleOf(Number(target)),
  hashCode: (target) => Number(target) | 0,
  intValue: (target) => Math.trunc(Number(target)),
  longValue: (target) => (isDouble(target) ? Math.trunc(Number(target)) : target),
  // Static methods are reached through any number: `#set($Integer = 0)`, `$Integer.parseInt($x)`.
  parseDouble: (_target, args) => doubleOf(Number(parseNumber(text(args, 0), decimal))),
  parseFloat: (_target, args) => doubleOf(Number(parseNumber(text(args, 0), decimal))),
  parseInt: (_target, args) => parseNumber(text(args, 0), integer),
  parseLong: (_target, args) => parseNumber(text(args, 0), integer),
  toString: (target: AnyNumber) => numberText(target),
  valueOf: (_target: AnyNumber, args: readonly Value[]) => parseNumber(text(args, 0), decimal),
}

const booleans: Methods<boolean> = {
  booleanValue: (target) => target,
  equals: (target, args) => args[0] === target,
  parseBoolean: (_target, args) => text(args, 0).toLowerCase() === 'true',
  toString: (target: boolean) => String(target),
  valueOf: (_target: boolean, args: readonly Value[]) => text(args, 0).toLowerCase() === 'true',
}

function grown(target: ListValue): ListValue {
  if (target.items.length > valueSizeMax >> 4) throw new TemplateError('A list is too long')
  return target
}

/** What moving a list's items costs. Unit: steps. */
const movingCost = ({ items }: ListValue) => items.length / 1024

/** Where a value stands in a list; -1: nowhere. */
function placeOf({ items }: ListValue, wanted: Value, charge: Charge): number {
  return items.findIndex((item) => {
    charge(1)
    weigh(wanted, charge)
    return areEqual(item, wanted)
  })
}

const lists: Methods<ListValue> = {
  add: (target, args, charge) => {
    const { items } = grown(target)
    if (args.length > 1) {
      charge(movingCost(target))
      items.splice(index(args, 0, items.length), 0, args[1] ?? null)
      // Without a result nothing is written: such methods stand in texts by themselves.
      return ''
    }
    items.push(args[0] ?? null)
    return true
  },
  addAll: (target, args, charge) => {
    const given = args[0]
    if (!(given instanceof ListValue)) return undefined
    charge(given.items.length / 16)
    for (const item of given.items.slice()) grown(target).items.push(item)
    return given.items.length > 0
  },
  clear: (target) => {
    target.items.length = 0
    return ''
  },
  contains: (target, args, charge) => placeOf(target, args[0], charge) >= 0,
  containsAll: (target, args, charge) =>
    args[0] instanceof ListValue &&
    args[0].items.every((given) =>
      target.items.some((item) => {
        weigh(item, charge)
        weigh(given, charge)
        charge(1)
        return areEqual(item, given)
      }),
    ),
  equals: (target, args) => args[0] instanceof ListValue && textOf(args[0]) === textOf(target),
  get: (target, args) => target.items[index(args, 0, target.items.length - 1)],
  indexOf: (target, args, charge) => placeOf(target, args[0], charge),
  isEmpty: (target) => target.items.length === 0,
  join: (target, args) => bounded(target.items.map((item) => textOf(item)).join(text(args, 0))),
  remove: (target, args, charge) => {
    const [given] = args
    charge(movingCost(target))
    if (typeof given === 'number') return target.items.splice(index(args, 0, target.items.length - 1), 1)[0]
    const at = placeOf(target, given, charge)
    if (at >= 0) target.items.splice(at, 1)
    return at >= 0
  },
  set: (target, args) => {
    const at = index(args, 0, target.items.length - 1)
    const before = target.items[at]
    target.items[at] = args[1] ?? null
    return before
  },
  size: (target) => target.items.length,
  subList: (target, args) => {
    const end = index(args, 1, target.items.length)
    return new ListValue(target.items.slice(index(args, 0, end), end), target.isJson)
  },
  toString: (target: ListValue) => textOf(target),
}

const maps: Methods<MapValue> = {
  clear: (target) => {
    target.entries.clear()
    return ''
  },
  containsKey: (target, args) => target.entries.has(text(args, 0)),
  containsValue: (target, args, charge) =>
    placeOf(new ListValue([...target.entries.values()]), args[0], charge) >= 0,
  entrySet: (target) => new ListValue([...target.entries].map(([key, value]) => entry(key, value))),
  equals: (target, args) => args[0] instanceof MapValue && textOf(args[0]) === textOf(target),
  get: (target, args) => target.entries.get(text(args, 0)) ?? (target.isOwn ? '' : undefined),
  getOrDefault: (target, args) => target.entries.get(text(args, 0)) ?? args[1],
  isEmpty: (target) => target.entries.size === 0,
  keySet: (target) => new ListValue([...target.entries.keys()]),
  put: (target, args) => {
    if (target.entries.size > valueSizeMax >> 4) throw new TemplateError('A map is too large')
    const key = text(args, 0)
    const before = target.entries.get(key)
    target.entries.set(key, args[1] ?? null)
    return before ?? ''
  },
  putAll: (target, args) => {
    if (args[0] instanceof MapValue)
      for (const [key, value] of args[0].entries) target.entries.set(key, value)
    return ''
  },
  remove: (target, args) => {
    const before = target.entries.get(text(args, 0))
    target.entries.delete(text(args, 0))
    return before ?? ''
  },
  size: (target) => target.entries.size,
  toString: (target: MapValue) => textOf(target),
  values: (target) => new ListValue([...target.entries.values()]),
}

function entry(key: string, value: Value): HostObject {
  const get = (name: string): Value => (name === 'key' ? key : name === 'value' ? value : undefined)
  const call = (name: string): Value =>
    name === 'getKey'
      ? key
      : name === 'getValue'
        ? value
        : name === 'toString'
          ? `${key}=${textOf(value)}`
          : undefined
  return { host: true, get, call }
}
