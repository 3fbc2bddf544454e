import type { ResourceSpec } from '../../aws/resource-spec.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import type { ReadResource, ResourceType, ResourceTypes } from '../../dispatch/index.ts'
import { loadResourceSpec } from '../../models/index.ts'
import { typeNotFound, unsupportedAction, validation } from './errors.ts'

/** A type that this server makes, with what AWS publishes of it. */
export interface FoundType {
  readonly typeName: string
  readonly spec: ResourceSpec
  readonly type: ResourceType
}

/** Fails with TypeNotFoundException, and with UnsupportedActionException for a type that is not made here. */
export async function requireType(
  types: ResourceTypes,
  typeName: string,
  action: string,
): Promise<FoundType> {
  const spec = await loadResourceSpec(typeName)
  if (!spec) throw typeNotFound(typeName)
  const type = await types.find(typeName)
  if (!type) throw unsupportedAction(typeName, action)
  return { typeName, spec, type }
}

/**
 * An identifier as a text: clients may give it as JSON by the names of properties. Fails with ValidationException.
 * Source: Cloud Control API User Guide, "Identifying resources".
 */
export function readIdentifier({ spec }: FoundType, given: string): string {
  if (!given.trimStart().startsWith('{')) return given
  const values = parseObject(given)
  const parts = spec.primaryIdentifier.map((name) => values?.[name] ?? values?.[`/properties/${name}`])
  if (parts.some((part) => typeof part !== 'string' && typeof part !== 'number'))
    throw validation(
      `Identifier ${given} is not valid for identifier [/properties/${spec.primaryIdentifier.join(', /properties/')}]`,
    )
  return parts.join('|')
}

/** An identifier as AWS's messages show it: `{"/properties/QueueUrl":"..."}`. */
export function showIdentifier({ spec }: FoundType, identifier: string): string {
  const names = spec.primaryIdentifier
  const parts = names.length > 1 ? identifier.split('|') : [identifier]
  return JSON.stringify(Object.fromEntries(names.map((name, at) => [`/properties/${name}`, parts[at] ?? ''])))
}

/** All properties of a resource that was read, those that are read only too: attributes without dots. */
export function modelOf({ properties, attributes }: ReadResource): JsonObject {
  const readOnly = Object.entries(attributes).filter(([name]) => !name.includes('.'))
  return { ...Object.fromEntries(readOnly), ...properties }
}

/** A model without what cannot be set. */
export function settable({ spec }: FoundType, model: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(model).filter(([name]) => Object.hasOwn(spec.properties, name)))
}

/** Nothing for a text that is no JSON object. */
export function parseObject(text: string): JsonObject | undefined {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

/** Nothing for a text that is no JSON, or is nested deeper than anything that it could mean. */
export function parseJson(text: string): Json | undefined {
  if (isNestedDeeper(text, nestingMax)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** How deep JSON may be nested. Unit: levels. Source: chosen; the deepest types of AWS have some twenty. */
const nestingMax = 200

function isNestedDeeper(text: string, max: number): boolean {
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth++
    else if (token === ']' || token === '}') depth--
    if (depth > max) return true
  }
  return false
}
