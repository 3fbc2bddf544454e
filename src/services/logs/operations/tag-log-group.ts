import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addTags } from '../domain/tags.ts'
import { invalidParameter } from '../errors.ts'
import { changeGroup } from '../groups.ts'
import { tagsPerResource } from '../limits.ts'
import { required } from '../required.ts'

/** Adds tags to a group by its name. UNVERIFIED: the words for too many; TooManyTagsException is not of this operation. */
export async function tagLogGroup(input: Api.TagLogGroupRequest, context: OperationContext): Promise<object> {
  const added = required(input.tags, 'tags')
  await changeGroup(context, required(input.logGroupName, 'logGroupName'), (group) => {
    const tags = addTags(group.tags, added)
    if (tags === undefined) throw invalidParameter(`A log group can have at most ${tagsPerResource} tags.`)
    return { ...group, tags }
  })
  return {}
}
