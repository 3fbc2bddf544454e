import { comparePoints } from '../../python/json-text.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, get, has, isDict, put, type Value } from '../../python/values.ts'

/**
 * Shapes of nested properties, and what becomes of values that fit them: some are brought into another type, as AWS's
 * translator does with these resources by its library pydantic. What is null or absent is null in the result.
 */
export type Shape = (value: Value, path: readonly string[]) => Value

/** A value that does not fit. */
export class ShapeMismatch extends Error {
  /** Where, with dots. */
  readonly path: string

  constructor(path: readonly string[]) {
    super(path.join('.'))
    this.path = path.join('.')
  }
}

/** A member of a map, which may be left out unless it is required. */
export interface Member {
  readonly shape: Shape
  readonly required: boolean
}

/** A member that may be left out. */
export function may(shape: Shape): Member {
  return { shape, required: false }
}

/** A member that must be there. */
export function must(shape: Shape): Member {
  return { shape, required: true }
}

/** Anything. */
export const anything: Shape = (value) => value

/** A text, or a number that is written as one. */
export const text: Shape = (value, path) => {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return pythonText(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  throw new ShapeMismatch(path)
}

const trueWords = new Set(['1', 'on', 't', 'true', 'y', 'yes'])
const falseWords = new Set(['0', 'off', 'f', 'false', 'n', 'no'])

/** A boolean, or one of the words and numbers for it. */
export const boolean: Shape = (value, path) => {
  const word = typeof value === 'string' ? value.toLowerCase() : value
  if (word === true || word === 1 || (typeof word === 'string' && trueWords.has(word))) return true
  if (word === false || word === 0 || (typeof word === 'string' && falseWords.has(word))) return false
  throw new ShapeMismatch(path)
}

/** One of some words. */
export function word(...words: readonly string[]): Shape {
  return (value, path) => {
    if (typeof value !== 'string' || !words.includes(value)) throw new ShapeMismatch(path)
    return value
  }
}

/** A list of values of one shape. */
export function listOf(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeMismatch(path)
    return value.map((one, index) => notNull(item, one, [...path, String(index)]))
  }
}

/** A map whose values have one shape. */
export function mapOf(member: Shape): Shape {
  return (value, path) => {
    const result: Dict = {}
    const map = asMap(value, path)
    for (const name of Object.keys(map))
      put(result, name, notNull(member, map[name] as Value, [...path, name]))
    return result
  }
}

/** The first shape that fits. The error is the first one's. */
export function either(first: Shape, second: Shape): Shape {
  return (value, path) => {
    try {
      return first(value, path)
    } catch (error) {
      try {
        return second(value, path)
      } catch {
        throw error
      }
    }
  }
}

/** A map of known members alone. */
export function map(members: Readonly<Record<string, Member>>): Shape {
  return (value, path) => {
    const given = asMap(value, path)
    const result: Dict = {}
    for (const [name, { shape, required }] of Object.entries(members)) {
      const held = get(given, name) ?? null
      if (held === null) {
        if (required) throw new ShapeMismatch([...path, name])
        result[name] = null
      } else result[name] = shape(held, [...path, name])
    }
    const [stranger] = Object.keys(given)
      .filter((name) => !Object.hasOwn(members, name))
      .sort(comparePoints)
    if (stranger !== undefined) throw new ShapeMismatch([...path, stranger])
    return result
  }
}

function notNull(shape: Shape, value: Value, path: readonly string[]): Value {
  if (value === null && shape !== anything) throw new ShapeMismatch(path)
  return shape(value, path)
}

/** Python makes an empty map of an empty list or text. */
function asMap(value: Value, path: readonly string[]): Dict {
  if (isDict(value)) return value
  if ((Array.isArray(value) || typeof value === 'string') && value.length === 0) return {}
  throw new ShapeMismatch(path)
}

/** Members that are not null. */
export function given(value: Dict): Dict {
  const result: Dict = {}
  for (const name of Object.keys(value))
    if (has(value, name) && value[name] !== null) result[name] = value[name] as Value
  return result
}
