/** Resource types that only describe surroundings which this server does not have, kept as records. */
import type { ResourceSpec } from '../../../aws/resource-spec.ts'
import type { ResourceType, ResourceTypes } from '../../../dispatch/index.ts'
import { loadResourceSpec, resourceTypeNames } from '../../../models/index.ts'
import { namespaceReasons, reasonOf, typeReasons } from './reasons.ts'
import { recordType } from './record-type.ts'

export { surroundingsOperations } from './operations.ts'
export { reasonOf } from './reasons.ts'

const known = new Map<string, ResourceType>()

/**
 * Types that AWS has and does not publish. The CDK puts one into each stack, which says what it was written with.
 * Source: CDK Guide, "Configure CDK usage data reporting".
 */
const unpublished: ReadonlyMap<string, ResourceSpec> = new Map([
  [
    'AWS::CDK::Metadata',
    {
      typeName: 'AWS::CDK::Metadata',
      properties: { Analytics: { type: 'string' }, Modules: { type: 'string' } },
      definitions: {},
      attributes: { Id: 'string' },
      primaryIdentifier: ['Id'],
    },
  ],
])

/** What is known of a type that may be kept as a record. */
export async function surroundingsSpec(typeName: string): Promise<ResourceSpec | undefined> {
  return unpublished.get(typeName) ?? (await loadResourceSpec(typeName))
}

/** The types of `reasons.ts`. Types that services make come before these. */
export const surroundings: ResourceTypes = {
  async find(typeName) {
    if (reasonOf(typeName) === undefined) return undefined
    const spec = await surroundingsSpec(typeName)
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
