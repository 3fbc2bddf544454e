import type { Json, JsonObject } from '../../base/json.ts'

/** An object, or an empty one for anything else. */
export function objectOr(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

/** A list, or an empty one for anything else. */
export function listOr(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}
