import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { tagsPerGroup } from '../limits.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'
import { readTags } from '../views.ts'

export async function tagResource(
  input: Api.TagResourceInput,
  context: OperationContext,
): Promise<Api.TagResourceOutput> {
  await changeTags(context, required(input.ResourceArn, 'ResourceArn'), (tags) => {
    const next = { ...tags, ...readTags(input.Tags) }
    // UNVERIFIED: the words.
    if (Object.keys(next).length > tagsPerGroup) throw validation('Too many tags.')
    return next
  })
  return {}
}
