import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { loadKey } from '../keys.ts'
import { shortPageItems } from '../limits.ts'
import { sliceOf } from '../paging.ts'
import { required } from '../required.ts'
import { tagList } from '../tags.ts'

/** A key's tags. */
export async function listResourceTags(
  input: Api.ListResourceTagsRequest,
  context: OperationContext,
): Promise<Api.ListResourceTagsResponse> {
  const { value } = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'ListResourceTags' })
  const { values, more } = sliceOf(input, shortPageItems, `ListResourceTags ${value.id}`, tagList(value.tags))
  return { Tags: values, ...more }
}
