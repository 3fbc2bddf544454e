import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { conditional, isNoValue, not } from '../../intrinsics/build.ts'
import type { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { samTags } from '../../model/tags.ts'
import { managedPolicyArn } from '../../partitions.ts'
import { deadLetterPolicy, serviceTrust } from '../../policies/documents.ts'
import { roleFor } from '../../policies/role.ts'
import { xrayPolicy } from '../../policies/tracing.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, isDict, isTruthy, put, type Value } from '../../python/values.ts'
import { deadLetterActions } from './dead-letter-queue.ts'
import { tracingMode } from './tracing.ts'

/** The role that the function gets when it names none. It is made in any case: what is wrong with it is told. @throws SamError */
export function functionRole(
  resource: SamResource,
  eventPolicies: readonly Dict[],
  context: Context,
): Resource {
  const { partition } = context
  const basic = isTruthy(resource.get('DurableConfig'))
    ? 'AWSLambdaBasicDurableExecutionRolePolicy'
    : 'AWSLambdaBasicExecutionRole'
  const managed = [managedPolicyArn(partition, `service-role/${basic}`)]
  if (tracingMode(resource, context) !== undefined)
    managed.push(managedPolicyArn(partition, xrayPolicy(partition)))
  if (isTruthy(resource.get('VpcConfig')))
    managed.push(managedPolicyArn(partition, 'service-role/AWSLambdaVPCAccessExecutionRole'))
  const documents: Dict[] = []
  const queue = resource.get('DeadLetterQueue')
  if (isDict(queue) && isTruthy(queue)) {
    const action = deadLetterActions[queue.Type as string] ?? ''
    documents.push(deadLetterPolicy(action, queue.TargetArn as Value))
  }
  return roleFor(
    {
      logicalId: resource.logicalId,
      attributes: resource.passedOn,
      trust: resource.get('AssumeRolePolicyDocument') ?? serviceTrust('lambda.amazonaws.com'),
      policies: resource.get('Policies'),
      managedPolicyArns: managed,
      documents: [...documents, ...eventPolicies],
      path: resource.get('RolePath'),
      permissionsBoundary: resource.get('PermissionsBoundary'),
      tags: samTags(resource.logicalId, resource.get('Tags')),
    },
    context,
  )
}

/**
 * A `Role` that is an Fn::If with AWS::NoValue: the function's own role stands in that case, under its condition.
 * @returns the value for the function, or nothing when the role is given in both cases
 * @throws InvalidResource
 */
export function roleByCondition(
  resource: SamResource,
  given: Dict,
  role: Resource,
  context: Context,
): Value | undefined {
  const resolved = context.resolveParameters(given)
  const parts = isDict(resolved) ? resolved['Fn::If'] : undefined
  if (!Array.isArray(parts) || parts.length !== 3) {
    throw new InvalidResource(resource.logicalId, "Malformed 'Role' property: Fn::If requires 3 arguments.")
  }
  const [condition = null, whenTrue = null, whenFalse = null] = parts
  if (isNoValue(whenTrue) && isNoValue(whenFalse)) return role.arn
  if (isNoValue(whenTrue)) {
    role.attributes.Condition = condition
    return conditional(condition, role.arn, whenFalse)
  }
  if (!isNoValue(whenFalse)) return undefined
  const opposite = `NOT${pythonText(condition)}`
  role.attributes.Condition = opposite
  if (context.conditions) put(context.conditions, opposite, not(condition))
  return conditional(condition, whenTrue, role.arn)
}
