import type { GetResourceInput, GetResourceOutput } from '@aws-sdk/client-cloudcontrol'
import type { Operation, ResourceTypes } from '../../../dispatch/index.ts'
import { requireResource } from '../reading.ts'
import { modelOf, readIdentifier, requireType } from '../types.ts'

/** The resource as its service tells it now. */
export function getResource(types: ResourceTypes): Operation<GetResourceInput, GetResourceOutput> {
  return async ({ TypeName = '', Identifier = '', RoleArn }, context) => {
    const found = await requireType(types, TypeName, 'READ')
    const identifier = readIdentifier(found, Identifier)
    const there = await requireResource(context, found, identifier, RoleArn)
    return {
      TypeName,
      ResourceDescription: { Identifier: identifier, Properties: JSON.stringify(modelOf(there)) },
    }
  }
}
