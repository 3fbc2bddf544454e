import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { apiTags } from '../domain/tags.ts'
import { findTagged } from '../tagging.ts'

export async function listTagsForResource(
  { ResourceArn }: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResponse> {
  const { topic } = await findTagged(context, ResourceArn, 'ListTagsForResource')
  return { Tags: apiTags(topic.tags) }
}
