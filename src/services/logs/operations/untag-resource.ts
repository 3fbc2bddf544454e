import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { removeTags } from '../domain/tags.ts'
import { changeGroup } from '../groups.ts'
import { required } from '../required.ts'
import { readTaggedGroup } from '../tagging.ts'

/** Removes tags from a group by its ARN. Keys that it does not have are passed over. */
export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  const name = readTaggedGroup(context, required(input.resourceArn, 'resourceArn'))
  const keys = required(input.tagKeys, 'tagKeys')
  await changeGroup(context, name, (group) => ({ ...group, tags: removeTags(group.tags, keys) }))
  return {}
}
