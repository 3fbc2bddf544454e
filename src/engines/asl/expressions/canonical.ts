import type { Json, JsonObject } from '../../../base/json.ts'

/** A text that is the same for values that are the same as JSON: the order of members is of no account. */
export function canonicalText(value: Json): string {
  return JSON.stringify(sorted(value))
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member ?? null)]))
}
