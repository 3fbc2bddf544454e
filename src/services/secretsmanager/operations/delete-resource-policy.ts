import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'

/** Takes a secret's policy away. */
export async function deleteResourcePolicy(
  input: Api.DeleteResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.DeleteResourcePolicyResponse> {
  const id = required(input.SecretId, 'SecretId')
  const { value, arn } = await changeSecret(
    context,
    id,
    'DeleteResourcePolicy',
    ({ policy: _gone, ...rest }) => rest,
  )
  return { ARN: arn, Name: value.name }
}
