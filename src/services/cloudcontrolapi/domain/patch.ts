import { applyPatch, createPatch, type Operation, Pointer } from 'rfc6902'
import type { PropertySpecs, ResourceSpec } from '../../../aws/resource-spec.ts'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'

const operations = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])

/**
 * How much a patch may copy from one place of the model to another: each copy may hold all before it. Unit: characters of JSON.
 * Source: chosen.
 */
const copiedCharactersMax = 1024 * 1024

/**
 * A model changed by a JSON patch (RFC 6902), or a sentence on why that cannot be.
 * Source: Cloud Control API User Guide, "Composing the patch document".
 */
export function patched(model: JsonObject, patch: Json): JsonObject | string {
  if (!Array.isArray(patch)) return 'The patch document must be an array of operations'
  const next = structuredClone(model)
  let copied = 0
  for (const [index, operation] of (patch as readonly JsonObject[]).entries()) {
    const fault = patchFault(operation)
    if (fault !== undefined) return `Operation ${index} of the patch document ${fault}`
    if (operation.op === 'copy') {
      const value: unknown = Pointer.fromJSON(String(operation.from)).get(next)
      copied += JSON.stringify(value ?? null).length
      if (copied > copiedCharactersMax) return `Operation ${index} of the patch document copies too much`
    }
    if (
      operation.op === 'move' &&
      `${operation.path}/`.startsWith(`${operation.from}/`) &&
      operation.path !== operation.from
    )
      return `Operation ${index} of the patch document moves a value into itself`
    const [failure] = applyPatch(next, [structuredClone(operation) as unknown as Operation])
    if (failure) return failure.message
  }
  return next
}

function patchFault(operation: Json | undefined): string | undefined {
  if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) return 'is no object'
  const { op, path, from, value } = operation as JsonObject
  if (typeof op !== 'string' || !operations.has(op)) return 'has no known op'
  // The whole document is no property; a path into the prototype is none either.
  if (!isPointer(path)) return 'has no valid path'
  if ((op === 'move' || op === 'copy') && !isPointer(from)) return 'has no valid from'
  if ((op === 'add' || op === 'replace' || op === 'test') && value === undefined) return 'has no value'
  return undefined
}

function isPointer(path: Json | undefined): boolean {
  return (
    typeof path === 'string' &&
    path.startsWith('/') &&
    !/\/(?:__proto__|constructor|prototype)(?:\/|$)/.test(path)
  )
}

/** Pointers to what differs and may only be set when the resource is made. */
export function createOnlyChanges(spec: ResourceSpec, previous: JsonObject, next: JsonObject): string[] {
  return changesOf(spec, spec.properties, previous, next, '/properties')
}

function changesOf(
  spec: ResourceSpec,
  properties: PropertySpecs,
  previous: JsonObject,
  next: JsonObject,
  path: string,
): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const [before, after] = [previous[name], next[name]]
    if (createPatch({ before }, { before: after }).length === 0) return []
    if (property.replaces === 'always') return [`${path}/${name}`]
    const definition =
      typeof property.type === 'string' && property.type.startsWith('#')
        ? spec.definitions[property.type.slice(1)]
        : undefined
    if (!definition || !isObject(before) || !isObject(after)) return []
    return changesOf(spec, definition, before, after, `${path}/${name}`)
  })
}
