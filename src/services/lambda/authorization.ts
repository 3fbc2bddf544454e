import { type Soon, soon } from '../../base/soon.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import { type FunctionAddress, functionArn } from './domain/names.ts'
import { accessDenied } from './errors.ts'
import { addressOf } from './lookups.ts'
import { rememberedPolicy } from './policies.ts'

/**
 * The function that a request names, when the caller may do this with it: services and other accounts need the consent of the
 * function's resource policy. Fails as {@link addressOf} does, and with AccessDeniedException.
 */
export function authorizedAddress(
  context: OperationContext,
  functionName: string,
  qualifier: string | undefined,
  action: `lambda:${string}`,
): Soon<FunctionAddress> {
  const address = addressOf(context, functionName, qualifier, true)
  // Nobody looks a policy up on the way of a warm invocation: within an account Lambda's policies know no deny.
  if (address.accountId === context.accountId && context.principal.type !== 'service') return address
  const policy = rememberedPolicy(context.store, address, address.qualifier ?? '')
  return soon(policy, (text) => consented(context, address, action, text))
}

function consented(
  context: OperationContext,
  address: FunctionAddress,
  action: `lambda:${string}`,
  policy: string | undefined,
): FunctionAddress {
  const refusal = resourceRefusal(context, {
    action,
    resource: functionArn(address, address.qualifier),
    owner: address.accountId,
    policy,
  })
  if (refusal !== undefined) throw accessDenied(refusal)
  return address
}
