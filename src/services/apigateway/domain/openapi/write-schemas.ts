/** Models as schemas of a document. */
import type { Model } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { schemaDepthMax } from '../../limits.ts'
import { modelOfAddress } from '../model-references.ts'

/** Schemas by name; `below`: where the document has them, as references name it. */
export function writeSchemas(models: readonly Model[], below: string): JsonObject {
  return Object.fromEntries(
    models.flatMap(({ name = '', schema = '{}' }): Array<[string, Json]> => {
      try {
        const read = JSON.parse(schema) as Json
        if (typeof read !== 'object' || read === null || Array.isArray(read)) return []
        const { $schema: _dialect, ...rest } = read as JsonObject
        return [[name, local(rest as JsonObject, below, 0)]]
      } catch {
        // What is no JSON (a schema of XML) has no place in a document.
        return []
      }
    }),
  )
}

function local(value: Json, below: string, depth: number): Json {
  if (typeof value !== 'object' || value === null || depth > schemaDepthMax) return value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => local(item, below, depth + 1))
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]): [string, Json] => {
      const named = key === '$ref' && typeof item === 'string' ? modelOfAddress(item) : undefined
      return [key, named === undefined ? local(item ?? null, below, depth + 1) : `${below}${named}`]
    }),
  )
}
