import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { findTagged } from '../tagging.ts'
import { tagViews } from '../views.ts'

export async function listTagsForResource(
  input: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResponse> {
  const { tags } = await findTagged(
    context,
    required(input.ResourceARN, 'ResourceARN'),
    'events:ListTagsForResource',
  )
  return { Tags: tagViews(tags) }
}
