import type * as Api from '@aws-sdk/client-pipes'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { requireTagged } from '../tagging.ts'

export async function listTagsForResource(
  input: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResponse> {
  const { value } = await requireTagged(context, required(input.resourceArn, 'resourceArn'))
  return { tags: value.tags }
}
