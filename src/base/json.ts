/** A value that JSON can carry. Absent members are left out when written. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object that JSON can carry. */
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether two values are equal as JSON: the order of members is of no account, and a member that is undefined is none. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = a as JsonObject
  const right = b as JsonObject
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].every((key) => sameJson(left[key], right[key]))
}
