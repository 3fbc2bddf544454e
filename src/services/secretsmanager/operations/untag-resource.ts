import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'

/** Takes tags off a secret. */
export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  const keys = required(input.TagKeys, 'TagKeys')
  await changeSecret(context, required(input.SecretId, 'SecretId'), 'UntagResource', (secret) => ({
    ...secret,
    tags: Object.fromEntries(Object.entries(secret.tags).filter(([key]) => !keys.includes(key))),
  }))
  return {}
}
