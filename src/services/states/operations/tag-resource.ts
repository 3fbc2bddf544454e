import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { tooManyTags } from '../errors.ts'
import { tagsPerResource } from '../limits.ts'
import { required } from '../required.ts'
import { changeTags, readTags } from '../tagging.ts'

export async function tagResource(
  input: Api.TagResourceInput,
  context: OperationContext,
): Promise<Api.TagResourceOutput> {
  const arn = required(input.resourceArn, 'resourceArn')
  await changeTags(context, arn, (tags) => {
    const next = { ...tags, ...readTags(input.tags) }
    if (Object.keys(next).length > tagsPerResource) throw tooManyTags(arn)
    return next
  })
  return {}
}
