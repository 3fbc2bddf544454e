import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { tagsOf } from '../tagging.ts'

/** The tags of a group or destination, by its ARN. */
export async function listTagsForResource(
  input: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResponse> {
  return { tags: { ...(await tagsOf(context, required(input.resourceArn, 'resourceArn'))) } }
}
