import type { PropertySpecs, PropertyType, ResourceSpec } from '../../../aws/resource-spec.ts'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'

/**
 * Holds a model (properties of a resource) against what AWS publishes of its type. Answers what is wrong in the words of
 * the validator that AWS uses, without end when nothing is. Source: "Model validation failed (#: required key [X] not
 * found)" and the like, as users of Cloud Control and CloudFormation have published them.
 *
 * `known`: names of properties whose absence is no fault although they are required; of an update those that cannot be read.
 */
export function modelFaults(
  spec: ResourceSpec,
  model: JsonObject,
  known: ReadonlySet<string> = new Set(),
): string[] {
  const faults: string[] = []
  checkObject(spec, spec.properties, model, '#', faults, known)
  return faults
}

function checkObject(
  spec: ResourceSpec,
  properties: PropertySpecs,
  value: JsonObject,
  path: string,
  faults: string[],
  known: ReadonlySet<string> = new Set(),
): void {
  for (const [name, property] of Object.entries(properties))
    if (property.required && value[name] === undefined && !known.has(name))
      faults.push(`${path}: required key [${name}] not found`)
  for (const [name, member] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!property) faults.push(`${path}: extraneous key [${name}] is not permitted`)
    else if (member !== undefined) check(spec, property.type, member, `${path}/${name}`, faults)
  }
}

function check(spec: ResourceSpec, type: PropertyType, value: Json, path: string, faults: string[]): void {
  if (type === 'json') return
  if (typeof type === 'string') {
    if (type === 'tag') checkTag(value, path, faults)
    else if (type.startsWith('#')) {
      const definition = spec.definitions[type.slice(1)]
      // A definition without members is an object that AWS does not describe.
      if (!isObject(value)) faults.push(wrongType(path, 'JSONObject', value))
      else if (definition && Object.keys(definition).length > 0)
        checkObject(spec, definition, value, path, faults)
    } else if (!plainTypes[type]?.is(value))
      faults.push(wrongType(path, plainTypes[type]?.name ?? type, value))
  } else if ('oneOf' in type) {
    if (!type.oneOf.includes(value as never)) faults.push(`${path}: ${value} is not a valid enum value`)
  } else if ('list' in type) {
    if (!Array.isArray(value)) faults.push(wrongType(path, 'JSONArray', value))
    else for (const [index, item] of value.entries()) check(spec, type.list, item, `${path}/${index}`, faults)
  } else if ('map' in type) {
    if (!isObject(value)) faults.push(wrongType(path, 'JSONObject', value))
    else
      for (const [name, item] of Object.entries(value))
        if (item !== undefined) check(spec, type.map, item, `${path}/${name}`, faults)
  } else if (!type.anyOf.some((one) => fits(spec, one, value, path))) {
    faults.push(`${path}: #: no subschema matched out of the total ${type.anyOf.length} subschemas`)
  }
}

function fits(spec: ResourceSpec, type: PropertyType, value: Json, path: string): boolean {
  const faults: string[] = []
  check(spec, type, value, path, faults)
  return faults.length === 0
}

function checkTag(value: Json, path: string, faults: string[]): void {
  if (!isObject(value)) {
    faults.push(wrongType(path, 'JSONObject', value))
    return
  }
  for (const name of ['Key', 'Value']) {
    const member = value[name]
    if (member === undefined) faults.push(`${path}: required key [${name}] not found`)
    else if (typeof member !== 'string') faults.push(wrongType(`${path}/${name}`, 'String', member))
  }
}

const plainTypes: Readonly<Record<string, { readonly name: string; readonly is: (value: Json) => boolean }>> =
  {
    string: { name: 'String', is: (value) => typeof value === 'string' },
    timestamp: { name: 'String', is: (value) => typeof value === 'string' },
    boolean: { name: 'Boolean', is: (value) => typeof value === 'boolean' },
    number: { name: 'Number', is: (value) => typeof value === 'number' },
    integer: { name: 'Integer', is: (value) => Number.isInteger(value) },
  }

function wrongType(path: string, expected: string, value: Json): string {
  return `${path}: expected type: ${expected}, found: ${typeOf(value)}`
}

function typeOf(value: Json): string {
  if (value === null) return 'Null'
  if (Array.isArray(value)) return 'JSONArray'
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'BigDecimal'
  return { string: 'String', boolean: 'Boolean', object: 'JSONObject' }[typeof value as string] ?? 'Null'
}
