import type { OperationContext } from '../../dispatch/index.ts'
import { evaluatePolicy, readDocument } from '../../engines/policy/index.ts'
import { type FunctionAddress, functionArn } from './domain/names.ts'
import { accessDenied } from './errors.ts'
import { addressOf } from './lookups.ts'
import { policyOf, policyText } from './policies.ts'

/**
 * The function that a request names, when the caller may do this with it: within an account that is not decided here; in
 * another account only what the function's resource policy allows. Fails as {@link addressOf} does, and with
 * AccessDeniedException.
 */
export async function authorizedAddress(
  context: OperationContext,
  functionName: string,
  qualifier: string | undefined,
  action: `lambda:${string}`,
): Promise<FunctionAddress> {
  const address = addressOf(context, functionName, qualifier, true)
  if (address.accountId === context.accountId) return address
  const { principal, store, partition } = context
  const policy = await policyOf(store, address, address.qualifier ?? '')
  const read = policy && readDocument(policyText(policy.value))
  const requester =
    principal.type === 'service'
      ? { accountId: context.accountId, partition, names: [], service: principal.arn }
      : {
          accountId: context.accountId,
          partition,
          names: [principal.arn, ...(principal.roleArn === undefined ? [] : [principal.roleArn])],
        }
  const facts = new Map<string, readonly string[]>([['aws:principalaccount', [context.accountId]]])
  const request = { action, requester, context: facts }
  if (read?.ok && evaluatePolicy(read.document, request) === 'allow') return address
  throw accessDenied(
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${functionArn(address, address.qualifier)} because no resource-based policy allows the ${action} action`,
  )
}
