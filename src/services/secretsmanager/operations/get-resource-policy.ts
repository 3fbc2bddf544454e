import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { loadLivingSecret } from '../secrets.ts'

/** A secret's policy, if it has one. */
export async function getResourcePolicy(
  input: Api.GetResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.GetResourcePolicyResponse> {
  const { value, arn } = await loadLivingSecret(
    context,
    required(input.SecretId, 'SecretId'),
    'GetResourcePolicy',
  )
  return {
    ARN: arn,
    Name: value.name,
    ...(value.policy === undefined ? {} : { ResourcePolicy: value.policy }),
  }
}
