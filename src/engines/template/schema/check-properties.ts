/**
 * Holds a resource's properties against what AWS publishes of its type, and makes of scalars what the type wants.
 * Source: the messages are those of the validator that CloudFormation's resource types are checked with, as stack events show them.
 */
import type { PropertySpecs, PropertyType, ResourceSpec } from '../../../aws/resource-spec.ts'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { isList, textOf } from '../functions/calls.ts'
import { isUnknown } from '../functions/markers.ts'

/** What a check found, and the properties with scalars in the kinds that their types want. */
export interface CheckedProperties {
  /** One text for each thing that is wrong: `#/MemorySize: expected type: Integer, found: String`. Empty: nothing is. */
  readonly problems: readonly string[]
  readonly properties: JsonObject
}

/**
 * Checks properties whose functions have been computed. Values that are not known yet, and dynamic references, pass.
 * Never fails.
 */
export function checkProperties(spec: ResourceSpec, properties: JsonObject): CheckedProperties {
  const problems: string[] = []
  const checked = new Checker(spec, problems).object(spec.properties, properties, '#')
  return { problems, properties: checked }
}

/** The properties as {@link checkProperties} gives them, for callers who have checked before. */
export function coerceProperties(spec: ResourceSpec, properties: JsonObject): JsonObject {
  return checkProperties(spec, properties).properties
}

/** The sentence that a stack event shows for problems. */
export function propertiesMessage(logicalId: string, problems: readonly string[]): string {
  return `Properties validation failed for resource ${logicalId} with message:\n[${problems.join(', ')}]`
}

/**
 * Values as custom resources get them: numbers and booleans as texts.
 * Source: User Guide, "Custom resource reference", on ResourceProperties.
 */
export function scalarsAsTexts(value: Json): Json {
  if (isList(value)) return value.map(scalarsAsTexts)
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, scalarsAsTexts(member ?? null)]),
    )
  return textOf(value) ?? value
}

class Checker {
  readonly #spec: ResourceSpec
  readonly #problems: string[]

  constructor(spec: ResourceSpec, problems: string[]) {
    this.#spec = spec
    this.#problems = problems
  }

  object(specs: PropertySpecs, value: JsonObject, place: string): JsonObject {
    for (const name in specs)
      if (specs[name]?.required && !Object.hasOwn(value, name))
        this.#problems.push(`${place}: required key [${name}] not found`)
    const members = new Map<string, Json>()
    for (const name in value) {
      const member = value[name]
      if (member === undefined) continue
      const property = Object.hasOwn(specs, name) ? specs[name] : undefined
      if (!property) {
        this.#problems.push(`${place}: extraneous key [${name}] is not permitted`)
        continue
      }
      members.set(name, this.#value(property.type, member, `${place}/${name}`))
    }
    return Object.fromEntries(members)
  }

  #value(type: PropertyType, value: Json, place: string): Json {
    if (type === 'json' || isDeferred(value)) return value
    if (typeof type === 'string') {
      if (type.startsWith('#')) return this.#named(type.slice(1), value, place)
      return this.#plain(type, value, place)
    }
    if ('oneOf' in type) return this.#oneOf(type.oneOf, value, place)
    if ('list' in type) {
      if (!isList(value)) return this.#wrong('JSONArray', value, place)
      return value.map((item, index) => this.#value(type.list, item, `${place}/${index}`))
    }
    if ('map' in type) {
      if (!isObject(value)) return this.#wrong('JSONObject', value, place)
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          name,
          this.#value(type.map, member ?? null, `${place}/${name}`),
        ]),
      )
    }
    return this.#anyOf(type.anyOf, value, place)
  }

  #named(name: string, value: Json, place: string): Json {
    const specs = this.#spec.definitions[name]
    // An object of which nothing is published may be anything.
    if (!specs) return value
    if (!isObject(value)) return this.#wrong('JSONObject', value, place)
    return this.object(specs, value, place)
  }

  #plain(type: string, value: Json, place: string): Json {
    switch (type) {
      case 'string':
      case 'timestamp': {
        const text = textOf(value)
        return text === undefined ? this.#wrong('String', value, place) : text
      }
      case 'integer':
      case 'number': {
        const number = numberOf(value)
        const isWhole = number !== undefined && Number.isInteger(number)
        if (number === undefined || (type === 'integer' && !isWhole))
          return this.#wrong(type === 'integer' ? 'Integer' : 'Number', value, place)
        return number
      }
      case 'boolean': {
        if (typeof value === 'boolean') return value
        // `'True'` is one too.
        if (typeof value === 'string' && /^(?:true|false)$/i.test(value))
          return value.toLowerCase() === 'true'
        return this.#wrong('Boolean', value, place)
      }
      case 'tag': {
        if (!isObject(value)) return this.#wrong('JSONObject', value, place)
        return this.object(tagSpecs, value, place)
      }
      default:
        return value
    }
  }

  #oneOf(allowed: readonly (string | number)[], value: Json, place: string): Json {
    const text = textOf(value)
    if (text === undefined) return this.#wrong('String', value, place)
    const found = allowed.find((item) => String(item) === text)
    if (found !== undefined) return found
    // `2.0` was read as a number.
    const withPoint = typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : undefined
    if (withPoint !== undefined && allowed.includes(withPoint)) return withPoint
    this.#problems.push(`${place}: ${text} is not a valid enum value`)
    return value
  }

  #anyOf(types: readonly PropertyType[], value: Json, place: string): Json {
    let fewest: readonly string[] | undefined
    for (const type of types) {
      const problems: string[] = []
      const checked = new Checker(this.#spec, problems).#value(type, value, place)
      if (problems.length === 0) return checked
      if (!fewest || problems.length < fewest.length) fewest = problems
    }
    this.#problems.push(...(fewest ?? []))
    return value
  }

  #wrong(expected: string, value: Json, place: string): Json {
    this.#problems.push(`${place}: expected type: ${expected}, found: ${kindOf(value)}`)
    return value
  }
}

const tagSpecs: PropertySpecs = {
  Key: { type: 'string', required: true },
  Value: { type: 'string', required: true },
}

function isDeferred(value: Json): boolean {
  return isUnknown(value) || (typeof value === 'string' && value.includes('{{resolve:'))
}

function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

function kindOf(value: Json): string {
  if (value === null) return 'Null'
  if (isList(value)) return 'JSONArray'
  switch (typeof value) {
    case 'string':
      return 'String'
    case 'boolean':
      return 'Boolean'
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'BigDecimal'
    default:
      return 'JSONObject'
  }
}
