import type { JsonObject } from '../../../base/json.ts'

/** Those of the members that are given, by name. */
export function membersOf(given: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given[name]
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  )
}
