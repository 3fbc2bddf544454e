/** Schemas of a document as models. */
import type { Json, JsonObject } from '../../../../base/json.ts'
import { objectOr } from '../../../../engines/openapi/index.ts'
import { schemaDepthMax } from '../../limits.ts'
import { modelAddress } from '../model-references.ts'
import { type Definition, textIn } from './document.ts'

/** A model of a document. Its schema names other models by the document's own references. */
export interface ImportedModel {
  readonly name: string
  readonly description?: string
  readonly schema: JsonObject
}

/** Gathers models: those that the document names, and those of schemas that stand where they are used. */
export class Models {
  readonly #named: ReadonlyMap<string, ImportedModel>
  readonly #inline = new Map<string, ImportedModel>()

  constructor({ root, version }: Definition) {
    const schemas = version === 2 ? root.definitions : objectOr(root.components).schemas
    this.#named = new Map(
      Object.entries(objectOr(schemas)).map(([name, schema]) => {
        const description = textIn(objectOr(schema).description)
        return [
          name,
          { name, schema: objectOr(schema), ...(description === undefined ? {} : { description }) },
        ]
      }),
    )
  }

  /** The name of the model that a schema is. One that stands in its place gets a name made of itself. */
  nameOf(schema: Json | undefined): string | undefined {
    if (schema === undefined || schema === null) return undefined
    const given = objectOr(schema)
    const reference = textIn(given.$ref)
    if (reference !== undefined) {
      const name = modelOfReference(reference)
      return name !== undefined && this.#named.has(name) ? name : undefined
    }
    if (Object.keys(given).length === 0) return undefined
    const name = `MODEL${hashOf(JSON.stringify(given))}`
    this.#inline.set(name, { name, schema: given })
    return name
  }

  get all(): readonly ImportedModel[] {
    return [...this.#named.values(), ...this.#inline.values()]
  }
}

/** The name in `#/definitions/Pet` or `#/components/schemas/Pet`. */
export function modelOfReference(reference: string): string | undefined {
  const found = /^#\/(?:definitions|components\/schemas)\/([^/]+)$/.exec(reference)?.[1]
  return found?.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Six digits of a text, always the same. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0').slice(0, 6)
}

/** What a schema of a document has that JSON Schema does not. */
const left = new Set(['example', 'examples', 'xml', 'externalDocs', 'discriminator'])

/** A schema as a model keeps it: references lead to the API's models. */
export function modelSchema(schema: JsonObject, apiId: string): string {
  return JSON.stringify(kept(schema, apiId, 0, false))
}

function kept(value: Json, apiId: string, depth: number, areNames: boolean): Json {
  if (typeof value !== 'object' || value === null || depth > schemaDepthMax) return value
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item) => kept(item, apiId, depth + 1, false))
  return Object.fromEntries(
    Object.entries(value as JsonObject).flatMap(([key, item]): Array<[string, Json]> => {
      if (!areNames && (key.startsWith('x-') || left.has(key))) return []
      const model = key === '$ref' && typeof item === 'string' ? modelOfReference(item) : undefined
      if (model !== undefined) return [[key, modelAddress(apiId, model)]]
      return [[key, kept(item ?? null, apiId, depth + 1, !areNames && key === 'properties')]]
    }),
  )
}
