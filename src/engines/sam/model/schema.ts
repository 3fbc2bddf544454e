/**
 * Types that values are checked against and converted to, for the resources that AWS's translator describes by schemas of
 * pydantic 1: texts become numbers and numbers texts, a list of pairs becomes a map, and unknown members are refused.
 * Source: pydantic 1.10, "Data conversion"; messages observed.
 */
import { InvalidResource } from '../errors.ts'
import { keysOf } from '../python/memory.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, has, isDict, put, type Value } from '../python/values.ts'

/** One thing that is wrong with a value, as pydantic tells it. */
export interface SchemaFault {
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly type: string
}

/** Converts a value, or tells what is wrong with it. */
export type Schema = (value: Value, path: readonly (string | number)[]) => Converted

/** A value that fits, or faults. */
export type Converted = { readonly value: Value } | { readonly faults: readonly SchemaFault[] }

function fault(path: readonly (string | number)[], message: string, type: string): Converted {
  return { faults: [{ path, message, type }] }
}

/** A map, or what Python's `dict()` makes one of. */
export const mapSchema: Schema = (value, path) => {
  if (isDict(value)) return { value }
  const pairs = value === '' ? [] : value
  const dict: Dict = {}
  if (Array.isArray(pairs) && pairs.every((pair) => addPair(dict, pair))) return { value: dict }
  return fault(path, 'value is not a valid dict', 'type_error.dict')
}

function addPair(dict: Dict, pair: Value): boolean {
  const [key, value, more] = typeof pair === 'string' ? [...pair] : Array.isArray(pair) ? pair : []
  if (key === undefined || value === undefined || more !== undefined) return false
  if (typeof key === 'object' && key !== null) return false
  put(dict, key === null ? 'null' : pythonText(key), value)
  return true
}

/** A text; numbers and booleans become texts. */
export const textSchema: Schema = (value, path) => {
  if (value === null) return fault(path, 'none is not an allowed value', 'type_error.none.not_allowed')
  if (typeof value === 'object') return fault(path, 'str type expected', 'type_error.str')
  return { value: pythonText(value) }
}

/** A whole number; fractions are cut off, texts are read. */
export const integerSchema: Schema = (value, path) => {
  if (typeof value === 'boolean') return { value: Number(value) }
  if (typeof value === 'number') return { value: Math.trunc(value) }
  if (typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value))
    return { value: Number(value.replaceAll('_', '')) }
  return fault(path, 'value is not a valid integer', 'type_error.integer')
}

/** A number; texts are read. */
export const numberSchema: Schema = (value, path) => {
  if (typeof value === 'number' || typeof value === 'boolean') return { value: Number(value) }
  if (typeof value === 'string' && /^\s*[+-]?(\d+(_\d+)*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value))
    return { value: Number(value.replaceAll('_', '')) }
  return fault(path, 'value is not a valid float', 'type_error.float')
}

const words: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 'on', 't', 'true', 'y', 'yes'].map((word) => [word, true])),
  ...Object.fromEntries(['0', 'off', 'f', 'false', 'n', 'no'].map((word) => [word, false])),
}

/** A boolean, or a word or number for one. */
export const booleanSchema: Schema = (value, path) => {
  if (typeof value === 'boolean') return { value }
  const word =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.toLowerCase() : ''
  return Object.hasOwn(words, word)
    ? { value: words[word] as boolean }
    : fault(path, 'value could not be parsed to a boolean', 'type_error.bool')
}

/** Anything. */
export const anySchema: Schema = (value) => ({ value })

/** One of some words. */
export function literalSchema(...permitted: readonly string[]): Schema {
  const list = permitted.map((word) => `'${word}'`).join(', ')
  return (value, path) =>
    typeof value === 'string' && permitted.includes(value)
      ? { value }
      : fault(path, `unexpected value; permitted: ${list}`, 'value_error.const')
}

/** The first that fits; if none does, the faults of all. */
export function anyOf(...schemas: readonly Schema[]): Schema {
  return (value, path) => {
    if (value === null) return fault(path, 'none is not an allowed value', 'type_error.none.not_allowed')
    const faults: SchemaFault[] = []
    for (const schema of schemas) {
      const converted = schema(value, path)
      if ('value' in converted) return converted
      faults.push(...converted.faults)
    }
    return { faults }
  }
}

/** A value, or a call of an intrinsic function: any map. */
export function orIntrinsic(...schemas: readonly Schema[]): Schema {
  return anyOf(mapSchema, ...schemas)
}

/** A list of items. */
export function listSchema(item: Schema): Schema {
  return (value, path) => {
    if (!Array.isArray(value)) return fault(path, 'value is not a valid list', 'type_error.list')
    const list: Value[] = []
    const faults: SchemaFault[] = []
    for (const [index, entry] of value.entries()) {
      const converted = item(entry, [...path, index])
      if ('value' in converted) list.push(converted.value)
      else faults.push(...converted.faults)
    }
    return faults.length > 0 ? { faults } : { value: list }
  }
}

/** A map with known members; names that end with `!` must be there. */
export function objectSchema(members: Readonly<Record<string, Schema>>): Schema {
  const known = Object.entries(members).map(([name, schema]) => ({
    name: name.replace('!', ''),
    needed: name.endsWith('!'),
    schema,
  }))
  return (value, path) => {
    const converted = mapSchema(value, path)
    if ('faults' in converted) return fault(path, 'value is not a valid dict', 'type_error.dict')
    const given = converted.value as Dict
    const object: Dict = {}
    const faults: SchemaFault[] = []
    for (const { name, needed, schema } of known) {
      const place = [...path, name]
      if (!has(given, name)) {
        if (needed) faults.push({ path: place, message: 'field required', type: 'value_error.missing' })
        continue
      }
      const member = given[name] as Value
      if (member === null && !needed) continue
      const result = schema(member, place)
      if ('value' in result) object[name] = result.value
      else faults.push(...result.faults)
    }
    for (const name of keysOf(given).sort()) {
      if (known.some((member) => member.name === name)) continue
      faults.push({ path: [...path, name], message: 'extra fields not permitted', type: 'value_error.extra' })
    }
    return faults.length > 0 ? { faults } : { value: object }
  }
}

/** The converted properties of a resource. @throws InvalidResource that names everything that is wrong */
export function convertProperties(logicalId: string, properties: Dict, schema: Schema): Dict {
  const converted = schema(properties, [])
  if ('value' in converted) return converted.value as Dict
  throw new InvalidResource(logicalId, sentences(converted.faults).join(' '))
}

/** Kinds of types, by what of pydantic's messages tells them. */
const kinds: readonly (readonly [part: string, name: string])[] = [
  ['not a valid dict', 'dictionary'],
  ['not a valid int', 'integer'],
  ['not a valid float', 'number'],
  ['not a valid list', 'list'],
]

/** One sentence for each place. */
function sentences(faults: readonly SchemaFault[]): string[] {
  const places = new Map<string, { first: SchemaFault; types: Set<string> }>()
  for (const found of faults) {
    const path = found.path.join('.')
    const place = places.get(path) ?? { first: found, types: new Set<string>() }
    const kind = kinds.find(([part]) => found.message.includes(part))
    if (kind) place.types.add(kind[1])
    places.set(path, place)
  }
  return [...places].map(([path, { first, types }]) => {
    if (types.size > 1) return `Property '${path}' value must be ${[...types].join(' or ')}.`
    if (first.type === 'value_error.missing') return `Property '${path}' is required.`
    if (first.type === 'value_error.extra') return `Property '${path}' is an invalid property.`
    return `Property '${path}' ${first.message.toLowerCase()}.`
  })
}

/** Faults as pydantic prints them. `model` is the name of the translator's class. */
export function printedFaults(model: string, faults: readonly SchemaFault[]): string {
  const lines = faults.map(({ path, message, type }) => `${path.join(' -> ')}\n  ${message} (type=${type})`)
  const count = `${faults.length} validation error${faults.length === 1 ? '' : 's'} for ${model}`
  return [count, ...lines].join('\n')
}
