import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { notFound } from '../errors.ts'
import { loadKey } from '../keys.ts'
import { required } from '../required.ts'

/** A key's policy. */
export async function getKeyPolicy(
  input: Api.GetKeyPolicyRequest,
  context: OperationContext,
): Promise<Api.GetKeyPolicyResponse> {
  const { value } = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'GetKeyPolicy' })
  if ((input.PolicyName ?? 'default') !== 'default') throw notFound('No such policy exists')
  return { Policy: value.policy, PolicyName: 'default' }
}
