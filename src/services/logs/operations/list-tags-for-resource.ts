import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { loadGroup } from '../groups.ts'
import { required } from '../required.ts'
import { readTaggedGroup } from '../tagging.ts'

/** A group's tags, by its ARN. */
export async function listTagsForResource(
  input: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResponse> {
  const name = readTaggedGroup(context, required(input.resourceArn, 'resourceArn'))
  const { value: group } = await loadGroup(context, name)
  return { tags: { ...group.tags } }
}
