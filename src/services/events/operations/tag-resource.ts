import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { limitExceeded } from '../errors.ts'
import { tagsPerResource } from '../limits.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'
import { readTags } from '../views.ts'

export async function tagResource(input: Api.TagResourceRequest, context: OperationContext): Promise<object> {
  await changeTags(context, required(input.ResourceARN, 'ResourceARN'), 'events:TagResource', (tags) => {
    const next = { ...tags, ...readTags(input.Tags) }
    if (Object.keys(next).length > tagsPerResource) throw limitExceeded()
    return next
  })
  return {}
}
