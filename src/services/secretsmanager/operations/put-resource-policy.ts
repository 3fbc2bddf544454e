import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { publicPolicy } from '../errors.ts'
import { isPublic, readPolicy } from '../policies.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'

/** Sets who else may use a secret. */
export async function putResourcePolicy(
  input: Api.PutResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.PutResourcePolicyResponse> {
  const policy = required(input.ResourcePolicy, 'ResourcePolicy')
  const document = readPolicy(policy)
  if (input.BlockPublicPolicy === true && isPublic(document)) throw publicPolicy()
  const id = required(input.SecretId, 'SecretId')
  const { value, arn } = await changeSecret(context, id, 'PutResourcePolicy', (secret) => ({
    ...secret,
    policy,
  }))
  return { ARN: arn, Name: value.name }
}
