/** Resource types that only describe surroundings which this server does not have, kept as records. */
import type { ResourceType, ResourceTypes } from '../../../dispatch/index.ts'
import { loadResourceSpec, resourceTypeNames } from '../../../models/index.ts'
import { namespaceReasons, reasonOf, typeReasons } from './reasons.ts'
import { recordType } from './record-type.ts'

export { surroundingsOperations } from './operations.ts'
export { reasonOf } from './reasons.ts'

const known = new Map<string, ResourceType>()

/** The types of `reasons.ts`. Types that services make come before these. */
export const surroundings: ResourceTypes = {
  async find(typeName) {
    if (reasonOf(typeName) === undefined) return undefined
    const spec = await loadResourceSpec(typeName)
    if (!spec) return undefined
    const type = known.get(typeName) ?? recordType(spec)
    known.set(typeName, type)
    return type
  },

  async names() {
    const namespaces = await Promise.all(Object.keys(namespaceReasons).map(resourceTypeNames))
    return [...namespaces.flat(), ...Object.keys(typeReasons)].sort()
  },
}
