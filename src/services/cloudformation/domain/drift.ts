/**
 * What a resource is now, against what its stack made of it. Only properties that the template sets are compared.
 * Source: User Guide, "Detect unmanaged configuration changes to stacks and resources with drift detection".
 */
import type { ResourceSpec } from '../../../aws/resource-spec.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { differencesOf } from '../../../engines/template/index.ts'
import type { Made } from './resource.ts'

/** One place that is not as it should be. Values are JSON texts, or the texts themselves. */
export type PropertyDrift = {
  readonly path: string
  readonly expected: string
  readonly actual: string
  readonly type: 'ADD' | 'REMOVE' | 'NOT_EQUAL'
}

/** The differences of properties that were set; what cannot be read, and what is looked up elsewhere, is left out. */
export function driftOf(expected: JsonObject, actual: JsonObject): readonly PropertyDrift[] {
  const own = Object.fromEntries(
    Object.entries(expected).filter(
      ([name, value]) => Object.hasOwn(actual, name) && !isLookedUp(value ?? null),
    ),
  )
  const now = Object.fromEntries(Object.keys(own).map((name) => [name, actual[name] ?? null]))
  return differencesOf(own, now).map(({ path, before, after }) => ({
    path: `/${path.join('/')}`,
    expected: before === undefined ? 'null' : shown(before),
    actual: after === undefined ? 'null' : shown(after),
    type: before === undefined ? 'ADD' : after === undefined ? 'REMOVE' : 'NOT_EQUAL',
  }))
}

function isLookedUp(value: Json): boolean {
  return JSON.stringify(value).includes('{{resolve:')
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** How Cloud Control names a resource: the values of its primary identifier, joined by `|`. */
export function identifierOf(spec: ResourceSpec | undefined, made: Made): string {
  const names = spec?.primaryIdentifier ?? []
  const values = names.map((name) => made.attributes[name] ?? made.properties[name])
  if (names.length === 1) return String(values[0] ?? made.physicalId ?? '')
  const complete = names.length > 0 && values.every((value) => value !== undefined)
  return complete ? values.map(String).join('|') : (made.physicalId ?? '')
}
