import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'
import { withTags } from '../tags.ts'

/** Adds tags to a secret. */
export async function tagResource(input: Api.TagResourceRequest, context: OperationContext): Promise<object> {
  const added = required(input.Tags, 'Tags')
  await changeSecret(context, required(input.SecretId, 'SecretId'), 'TagResource', (secret) => ({
    ...secret,
    tags: withTags(secret.tags, added),
  }))
  return {}
}
