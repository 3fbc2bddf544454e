import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addTags } from '../domain/tags.ts'
import { tooManyTags } from '../errors.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'

/** Adds tags to a group or destination by its ARN. */
export async function tagResource(input: Api.TagResourceRequest, context: OperationContext): Promise<object> {
  const resourceArn = required(input.resourceArn, 'resourceArn')
  const added = required(input.tags, 'tags')
  await changeTags(context, resourceArn, (before) => {
    const tags = addTags(before, added)
    if (tags === undefined) throw tooManyTags(resourceArn)
    return tags
  })
  return {}
}
