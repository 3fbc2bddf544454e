import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'

export async function untagResource(
  input: Api.UntagResourceInput,
  context: OperationContext,
): Promise<Api.UntagResourceOutput> {
  const keys = new Set(required(input.TagKeys, 'TagKeys'))
  await changeTags(context, required(input.ResourceArn, 'ResourceArn'), (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key))),
  )
  return {}
}
