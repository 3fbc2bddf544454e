import { lambdaPermission } from '../../cloudformation/lambda.ts'
import type { Context } from '../../context.ts'
import { Resource } from '../../model/resource.ts'
import type { Value } from '../../python/values.ts'
import { isAlphanumeric } from '../rest/deployment.ts'

/** Lets a service call a function. */
export interface EventPermission {
  /** What the logical id starts with. */
  readonly prefix: string
  /** What it ends with; as a hash when it has other characters than letters and digits. */
  readonly suffix?: string
  readonly principal: string
  readonly sourceArn: Value
}

/** A permission for what an event of a function comes from. @param target the function or its alias */
export function eventPermission(
  target: Resource,
  context: Context,
  { prefix, suffix = '', principal, sourceArn }: EventPermission,
): Resource {
  const id = isAlphanumeric(suffix)
    ? `${prefix}Permission${suffix}`
    : context.hashedId(`${prefix}Permission`, suffix)
  return new Resource(lambdaPermission, id, {
    attributes: target.passedOn,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: target.name,
      Principal: principal,
      SourceArn: sourceArn,
    },
  })
}
