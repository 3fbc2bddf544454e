/**
 * Schemas of models that name other models, by the addresses that API Gateway gives them: `https://apigateway.amazonaws.com/restapis/<id>/models/Pet`.
 * Source: API Reference, GetModel (flatten).
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { schemaDepthMax } from '../limits.ts'

const address = /^https?:\/\/apigateway\.amazonaws\.com(?:\.cn)?\/restapis\/[^/]+\/models\/([^/#]+)/

/** The address of a model, as schemas name it. */
export function modelAddress(apiId: string, name: string): string {
  return `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`
}

/** The model that a reference names, if it is such an address. */
export function modelOfAddress(reference: string): string | undefined {
  return address.exec(reference)?.[1]
}

/**
 * A model's schema with the models that it names, and those that they name, among its own `definitions`, and references to them there.
 * A schema that is no JSON stays as it is.
 */
export function flattenedSchema(
  { name = '', schema = '{}' }: { readonly name?: string | undefined; readonly schema?: string | undefined },
  schemas: ReadonlyMap<string, string>,
): string {
  const own = readObject(schema)
  if (!own) return schema
  const definitions = new Map<string, Json>()
  const root = local(own, schemas, definitions, 0) as JsonObject
  definitions.delete(name)
  if (definitions.size === 0) return JSON.stringify(root)
  const before = (root.definitions ?? {}) as JsonObject
  return JSON.stringify({ ...root, definitions: { ...before, ...Object.fromEntries(definitions) } })
}

function local(
  value: Json,
  schemas: ReadonlyMap<string, string>,
  definitions: Map<string, Json>,
  depth: number,
): Json {
  if (typeof value !== 'object' || value === null || depth > schemaDepthMax) return value
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item) => local(item, schemas, definitions, depth + 1))
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]): [string, Json] => {
      const named = key === '$ref' && typeof item === 'string' ? modelOfAddress(item) : undefined
      if (named === undefined) return [key, local(item ?? null, schemas, definitions, depth + 1)]
      if (!definitions.has(named)) {
        const found = readObject(schemas.get(named) ?? '')
        // Known before its own references are followed: models may name one another in circles.
        definitions.set(named, {})
        if (found) definitions.set(named, local(found, schemas, definitions, depth + 1))
      }
      return [key, `#/definitions/${named}`]
    }),
  )
}

function readObject(schema: string): JsonObject | undefined {
  try {
    const read = JSON.parse(schema) as Json
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}
