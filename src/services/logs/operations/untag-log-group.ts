import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { removeTags } from '../domain/tags.ts'
import { changeGroup } from '../groups.ts'
import { required } from '../required.ts'

/** Removes tags from a group by its name. */
export async function untagLogGroup(
  input: Api.UntagLogGroupRequest,
  context: OperationContext,
): Promise<object> {
  const keys = required(input.tags, 'tags')
  await changeGroup(context, required(input.logGroupName, 'logGroupName'), (group) => ({
    ...group,
    tags: removeTags(group.tags, keys),
  }))
  return {}
}
