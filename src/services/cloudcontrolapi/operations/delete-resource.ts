import type { DeleteResourceInput, DeleteResourceOutput } from '@aws-sdk/client-cloudcontrol'
import type { Operation, ResourceTypes } from '../../../dispatch/index.ts'
import { repeated, start } from '../starting.ts'
import { readIdentifier, requireType } from '../types.ts'

/** Answers at once; a resource that is not there makes the request fail with NotFound. */
export function deleteResource(types: ResourceTypes): Operation<DeleteResourceInput, DeleteResourceOutput> {
  return async ({ TypeName = '', Identifier = '', ClientToken, RoleArn }, context) => {
    const asked = JSON.stringify(['DELETE', TypeName, Identifier])
    const earlier = await repeated(context, ClientToken, asked)
    if (earlier) return { ProgressEvent: earlier }
    const found = await requireType(types, TypeName, 'DELETE')
    const ProgressEvent = await start(context, {
      operation: 'DELETE',
      typeName: TypeName,
      identifier: readIdentifier(found, Identifier),
      asked,
      clientToken: ClientToken,
      roleArn: RoleArn,
    })
    return { ProgressEvent }
  }
}
