import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'

export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  const keys = new Set(required(input.TagKeys, 'TagKeys'))
  await changeTags(context, required(input.ResourceARN, 'ResourceARN'), 'events:UntagResource', (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key))),
  )
  return {}
}
