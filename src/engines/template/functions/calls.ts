/** How functions stand in templates: an object with one member, whose name is the function's. */
import type { Json, JsonObject } from '../../../base/json.ts'

/** A function with its argument. */
export interface FunctionCall {
  readonly name: string
  readonly argument: Json
}

/** The function that a value calls; undefined when it calls none. */
export function callOf(value: JsonObject): FunctionCall | undefined {
  let name: string | undefined
  for (const key in value) {
    if (name !== undefined) return undefined
    name = key
  }
  if (name === undefined || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined
  return { name, argument: value[name] ?? null }
}

/** Whether a value is a list. (The language's own test widens read-only lists to `any`.) */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** Texts, numbers and booleans as the text that functions make of them; undefined for the rest. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
