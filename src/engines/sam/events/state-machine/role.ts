import { iamRole } from '../../cloudformation/iam.ts'
import { Resource } from '../../model/resource.ts'
import { allowing, serviceTrust } from '../../policies/documents.ts'
import { isTruthy, type Value } from '../../python/values.ts'
import type { EventSource } from '../../sam-types.ts'

/** The role by which the source of an event, a service, starts the state machine. */
export function startRole(
  event: EventSource,
  target: Resource,
  principal: string,
  permissionsBoundary: Value,
): Resource {
  const logicalId = `${event.logicalId}Role`
  return new Resource(iamRole, logicalId, {
    attributes: target.passedOn,
    properties: {
      AssumeRolePolicyDocument: serviceTrust(principal),
      Policies: [allowing(`${logicalId}StartExecutionPolicy`, 'states:StartExecution', target.arn)],
      PermissionsBoundary: isTruthy(permissionsBoundary) ? permissionsBoundary : null,
    },
  })
}
