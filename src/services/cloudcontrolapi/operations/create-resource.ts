import type { CreateResourceInput, CreateResourceOutput } from '@aws-sdk/client-cloudcontrol'
import type { Operation, ResourceTypes } from '../../../dispatch/index.ts'
import { modelFaults } from '../domain/check-model.ts'
import { invalidRequest, modelInvalid } from '../errors.ts'
import { repeated, start } from '../starting.ts'
import { parseObject, requireType } from '../types.ts'

/** Answers at once; the resource is made by the request's work. */
export function createResource(types: ResourceTypes): Operation<CreateResourceInput, CreateResourceOutput> {
  return async ({ TypeName = '', DesiredState = '', ClientToken, RoleArn }, context) => {
    const asked = JSON.stringify(['CREATE', TypeName, DesiredState])
    const earlier = await repeated(context, ClientToken, asked)
    if (earlier) return { ProgressEvent: earlier }
    const { spec } = await requireType(types, TypeName, 'CREATE')
    const desired = parseObject(DesiredState)
    // UNVERIFIED: the words.
    if (!desired) throw invalidRequest('The desired state must be a JSON object.')
    const faults = modelFaults(spec, desired)
    if (faults.length > 0) throw modelInvalid(faults)
    const ProgressEvent = await start(context, {
      operation: 'CREATE',
      typeName: TypeName,
      desired,
      asked,
      clientToken: ClientToken,
      roleArn: RoleArn,
    })
    return { ProgressEvent }
  }
}
