/** Tags of applications and deployment groups. Source: API Reference, TagResource, UntagResource, ListTagsForResource. */
import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { required } from '../errors.ts'
import type { Tags } from '../records.ts'
import { checkTags, requireTagged } from '../tagging.ts'
import { readTags } from '../views.ts'

export async function listTagsForResource(
  input: Api.ListTagsForResourceInput,
  context: OperationContext,
): Promise<Api.ListTagsForResourceOutput> {
  const { tags } = await requireTagged(context, required(input.ResourceArn, 'ResourceArn'))
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
}

export async function tagResource(
  input: Api.TagResourceInput,
  context: OperationContext,
): Promise<Api.TagResourceOutput> {
  return retagged(input.ResourceArn, context, (tags) => ({ ...tags, ...readTags(input.Tags) }))
}

export async function untagResource(
  input: Api.UntagResourceInput,
  context: OperationContext,
): Promise<Api.UntagResourceOutput> {
  const keys = new Set(input.TagKeys)
  return retagged(input.ResourceArn, context, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key))),
  )
}

function retagged(
  arn: string | undefined,
  context: OperationContext,
  next: (tags: Tags) => Tags,
): Promise<object> {
  return change(context, async (commit) => {
    const tagged = await requireTagged(context, required(arn, 'ResourceArn'))
    const tags = next(tagged.tags)
    checkTags(tags)
    tagged.put(commit, tags)
    return {}
  })
}
