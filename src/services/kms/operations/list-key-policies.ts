import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { loadKey } from '../keys.ts'
import { required } from '../required.ts'

/** The names of a key's policies: there is one. */
export async function listKeyPolicies(
  input: Api.ListKeyPoliciesRequest,
  context: OperationContext,
): Promise<Api.ListKeyPoliciesResponse> {
  await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'ListKeyPolicies' })
  return { PolicyNames: ['default'], Truncated: false }
}
