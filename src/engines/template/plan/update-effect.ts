/** What an update of a property does, by what AWS publishes of the type. */
import type { PropertySpecs, PropertyType, ResourceSpec } from '../../../aws/resource-spec.ts'
import type { UpdateEffect } from './types.ts'

/** The effect of a change at a path; the strongest on the way counts. Properties that nobody knows: `never`. */
export function updateEffectOf(spec: ResourceSpec, path: readonly string[]): UpdateEffect {
  let worst: UpdateEffect = 'never'
  let members: readonly PropertySpecs[] = [spec.properties]
  for (const part of path) {
    const next: PropertySpecs[] = []
    let isMember = false
    for (const specs of members) {
      const property = Object.hasOwn(specs, part) ? specs[part] : undefined
      if (!property) continue
      isMember = true
      if (property.replaces === 'always') return 'always'
      if (property.replaces === 'sometimes') worst = 'conditionally'
      next.push(...objectsOf(property.type, spec))
    }
    // Keys of maps and indexes of lists are no properties: what they hold was found with the property.
    if (isMember) members = next
  }
  return worst
}

/** The objects that values of a type consist of, through lists and maps. */
function objectsOf(type: PropertyType, spec: ResourceSpec): readonly PropertySpecs[] {
  if (typeof type === 'string') {
    if (!type.startsWith('#')) return []
    const definition = spec.definitions[type.slice(1)]
    return definition ? [definition] : []
  }
  if ('list' in type) return objectsOf(type.list, spec)
  if ('map' in type) return objectsOf(type.map, spec)
  return 'anyOf' in type ? type.anyOf.flatMap((item) => objectsOf(item, spec)) : []
}
