import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readTags, withTags } from '../domain/tags.ts'
import { changeTags } from '../tagging.ts'

export async function tagResource(
  { ResourceArn, Tags }: Api.TagResourceRequest,
  context: OperationContext,
): Promise<object> {
  const added = readTags(Tags)
  await changeTags(context, ResourceArn, 'TagResource', (tags) => withTags(tags, added))
  return {}
}
