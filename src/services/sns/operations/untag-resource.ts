import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeTags } from '../tagging.ts'

export async function untagResource(
  { ResourceArn, TagKeys: keys = [] }: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  await changeTags(context, ResourceArn, 'UntagResource', (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
  )
  return {}
}
