import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeKey, requireCustomerManaged, requireNotPendingDeletion } from '../keys.ts'
import { required } from '../required.ts'
import { withoutTags } from '../tags.ts'

/** Takes tags off a key. */
export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  await changeKey(context, required(input.KeyId, 'KeyId'), 'UntagResource', (key) => {
    requireCustomerManaged(context, key, 'UntagResource')
    requireNotPendingDeletion(context, key)
    return { ...key, tags: withoutTags(key.tags, required(input.TagKeys, 'TagKeys')) }
  })
  return {}
}
