import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'

export async function untagResource(
  input: Api.UntagResourceInput,
  context: OperationContext,
): Promise<Api.UntagResourceOutput> {
  const gone = new Set(input.tagKeys)
  await changeTags(context, required(input.resourceArn, 'resourceArn'), (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))),
  )
  return {}
}
