import { lambdaPermission } from '../cloudformation/lambda.ts'
import type { Context } from '../context.ts'
import { Resource } from '../model/resource.ts'
import type { Value } from '../python/values.ts'
import type { EventSource } from '../sam-types.ts'

/** What a permission to invoke a function says. */
export interface PermissionParts {
  readonly principal: string
  readonly sourceArn?: Value
  readonly sourceAccount?: Value
  readonly eventSourceToken?: Value
  /** Ends the logical id: as it is when it has letters and digits alone, else as a hash. */
  readonly suffix?: string
  /** Starts the logical id instead of the event's. */
  readonly prefix?: string
}

/** The permission for the source of an event to invoke the function, or its alias. */
export function invokePermission(
  event: EventSource,
  target: Resource,
  parts: PermissionParts,
  context: Context,
): Resource {
  const { suffix = '', prefix = event.logicalId } = parts
  const start = `${prefix}Permission`
  const logicalId = /^[\p{L}\p{N}]+$/u.test(suffix) ? start + suffix : context.hashedId(start, suffix)
  return new Resource(lambdaPermission, logicalId, {
    attributes: target.passedOn,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: target.name,
      Principal: parts.principal,
      SourceArn: parts.sourceArn ?? null,
      SourceAccount: parts.sourceAccount ?? null,
      EventSourceToken: parts.eventSourceToken ?? null,
    },
  })
}
