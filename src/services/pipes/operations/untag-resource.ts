import type * as Api from '@aws-sdk/client-pipes'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'

export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<Api.UntagResourceResponse> {
  const keys = new Set(required(input.tagKeys, 'tagKeys'))
  await changeTags(context, required(input.resourceArn, 'resourceArn'), (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key))),
  )
  return {}
}
