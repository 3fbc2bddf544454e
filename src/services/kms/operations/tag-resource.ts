import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeKey, requireCustomerManaged, requireNotPendingDeletion } from '../keys.ts'
import { required } from '../required.ts'
import { withTags } from '../tags.ts'

/** Adds tags to a key. */
export async function tagResource(input: Api.TagResourceRequest, context: OperationContext): Promise<object> {
  await changeKey(context, required(input.KeyId, 'KeyId'), 'TagResource', (key) => {
    requireCustomerManaged(context, key, 'TagResource')
    requireNotPendingDeletion(context, key)
    return { ...key, tags: withTags(key.tags, required(input.Tags, 'Tags')) }
  })
  return {}
}
