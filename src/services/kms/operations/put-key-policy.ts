import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { notFound } from '../errors.ts'
import { checkPolicy } from '../key-policies.ts'
import { changeKey, requireCustomerManaged } from '../keys.ts'
import { required } from '../required.ts'

/** Sets a key's policy. */
export async function putKeyPolicy(
  input: Api.PutKeyPolicyRequest,
  context: OperationContext,
): Promise<object> {
  const policy = required(input.Policy, 'Policy')
  if ((input.PolicyName ?? 'default') !== 'default') throw notFound('No such policy exists')
  checkPolicy(context, policy, input.BypassPolicyLockoutSafetyCheck)
  await changeKey(context, required(input.KeyId, 'KeyId'), 'PutKeyPolicy', (key) => {
    requireCustomerManaged(context, key, 'PutKeyPolicy')
    return { ...key, policy }
  })
  return {}
}
