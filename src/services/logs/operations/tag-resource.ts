import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addTags } from '../domain/tags.ts'
import { tooManyTags } from '../errors.ts'
import { changeGroup } from '../groups.ts'
import { required } from '../required.ts'
import { readTaggedGroup } from '../tagging.ts'

/** Adds tags to a group by its ARN. */
export async function tagResource(input: Api.TagResourceRequest, context: OperationContext): Promise<object> {
  const resourceArn = required(input.resourceArn, 'resourceArn')
  const added = required(input.tags, 'tags')
  await changeGroup(context, readTaggedGroup(context, resourceArn), (group) => {
    const tags = addTags(group.tags, added)
    if (tags === undefined) throw tooManyTags(resourceArn)
    return { ...group, tags }
  })
  return {}
}
