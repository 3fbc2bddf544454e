import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { loadGroup } from '../groups.ts'
import { required } from '../required.ts'

/** A group's tags, by its name. */
export async function listTagsLogGroup(
  input: Api.ListTagsLogGroupRequest,
  context: OperationContext,
): Promise<Api.ListTagsLogGroupResponse> {
  const { value: group } = await loadGroup(context, required(input.logGroupName, 'logGroupName'))
  return { tags: { ...group.tags } }
}
