/** Names of members: templates write them with a capital, API Gateway's operations without. */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { ResourceProperties } from '../../../dispatch/index.ts'

/** Those of the properties that a template gives, as members of an input. */
export function inputOf(properties: ResourceProperties, ...names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    names.flatMap((name): Array<[string, Json]> => {
      const value = properties[name]
      return value === undefined || value === null ? [] : [[lowered(name), value]]
    }),
  )
}

/** Those members of an answer that are properties, by the properties' names. */
export function propertiesOf(answer: object, ...names: readonly string[]): Record<string, Json> {
  const members = JSON.parse(JSON.stringify(answer)) as JsonObject
  return Object.fromEntries(
    names.flatMap((name): Array<[string, Json]> => {
      const value = members[lowered(name)]
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  )
}

/** An object of a template as an input has it: its own members' names, and those of objects and lists in it. Maps are no objects: name them. */
export function loweredObject(value: Json | undefined, maps: readonly string[] = []): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => loweredObject(item, maps) ?? null)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, item]) => [
      lowered(name),
      maps.includes(name) ? (item ?? null) : (loweredObject(item, maps) ?? null),
    ]),
  )
}

function lowered(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`
}
