import type { ResourceSpec } from '../aws/resource-spec.ts'
import type { Json, JsonObject } from '../base/json.ts'

/**
 * What Cloud Control names a resource by: the values of its type's primary identifier, joined by `|`. They stand among the
 * attributes, else among the properties; one of several that stands nowhere is empty, a single one is what `Ref` gives.
 * Source: Cloud Control API User Guide, "Identifying resources".
 */
export function resourceIdentifier(
  spec: Pick<ResourceSpec, 'primaryIdentifier'>,
  made: { readonly physicalId: string; readonly attributes: JsonObject },
  properties: JsonObject,
): string {
  const names = spec.primaryIdentifier
  if (names.length === 0) return made.physicalId
  const values = names.map((name) => valueAt(made.attributes, name) ?? valueAt(properties, name))
  if (values.every((value) => value === undefined)) return made.physicalId
  return values.map((value) => (value === undefined ? '' : String(value))).join('|')
}

/** A value by its path, whose parts are joined by dots or slashes, or whose whole is the name. */
function valueAt(values: JsonObject, path: string): Json | undefined {
  const own = values[path] ?? values[path.replaceAll('/', '.')]
  if (own !== undefined) return own
  let value: Json | undefined = values
  for (const part of path.split(/[./]/)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    value = (value as JsonObject)[part]
  }
  return value
}
