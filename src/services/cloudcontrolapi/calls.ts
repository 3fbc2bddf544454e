import { createHash } from 'node:crypto'
import { partitionOf } from '../../aws/identifiers.ts'
import type { Principal } from '../../aws/principal.ts'
import { roleCaller } from '../../delivery/index.ts'
import type {
  Caller,
  OperationContext,
  ResourceCalls,
  ResourceRequest,
  Surroundings,
} from '../../dispatch/index.ts'
import type { Request } from './records.ts'

/** What a resource type may do, on behalf of who asks. */
export function callsOf(
  { call, clock, settings }: Pick<Surroundings, 'call' | 'clock' | 'settings'>,
  caller: Caller & { readonly signal: AbortSignal },
): ResourceCalls {
  const { accountId, region, signal } = caller
  return {
    call: (operation, input, options = {}) => call(operation, input, { ...caller, ...options }),
    accountId,
    region,
    partition: partitionOf(region),
    endpoint: settings.endpoint,
    clock,
    signal,
  }
}

/** The caller behind an operation, or the role that it names. */
export function callerOf(
  context: OperationContext,
  roleArn: string | undefined,
): Caller & { readonly signal: AbortSignal } {
  const { accountId, region, signal } = context
  return { accountId, region, signal, principal: principalOf(context, roleArn) }
}

/** Who a request works for: a session of the role that it names, else who made it. */
export function principalOf(
  { principal, accountId, region }: OperationContext,
  roleArn: string | undefined,
): Principal {
  if (roleArn === undefined) return principal
  return roleCaller({ accountId, region }, roleArn, 'AWSCloudControl').principal
}

/** What a type is given to make the resource of a request. */
export function resourceRequest(calls: ResourceCalls, request: Request, again: boolean): ResourceRequest {
  return {
    ...calls,
    properties: (request.desired ?? {}) as ResourceRequest['properties'],
    logicalId: logicalIdOf(request),
    stackTags: {},
    again,
    name: (form = {}) => inventedName(request, form),
  }
}

function logicalIdOf({ typeName }: Request): string {
  return typeName.slice(typeName.lastIndexOf(':') + 1)
}

/** The same for each attempt at a request: what follows the type's name comes from the request's token. */
function inventedName(
  request: Request,
  { max = 64, lowerCase = false, suffix = '' }: { max?: number; lowerCase?: boolean; suffix?: string },
): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
  const digest = createHash('sha256').update(request.token).digest()
  const end = Array.from(digest.subarray(0, 12), (byte) => letters[byte % letters.length]).join('')
  const room = max - suffix.length - end.length - 1
  const name = room > 0 ? `${logicalIdOf(request).slice(0, room)}-${end}` : end.slice(0, max - suffix.length)
  return `${lowerCase ? name.toLowerCase() : name}${suffix}`
}
