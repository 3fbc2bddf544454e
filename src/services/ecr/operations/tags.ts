import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { repositories } from '../records.ts'
import { repositoryFor } from '../repositories.ts'
import { namedByArn, withTags } from '../tags.ts'

/** TagResource. */
export async function tagResource(
  input: Api.TagResourceRequest,
  context: OperationContext,
): Promise<Api.TagResourceResponse> {
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, namedByArn(input.resourceArn), 'TagResource')
    const tags = withTags(stored.value.tags, input.tags ?? [])
    repositories.put(commit, { ...stored.value, tags }, stored)
    return {}
  })
}

/** UntagResource. */
export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<Api.UntagResourceResponse> {
  const gone = new Set(input.tagKeys)
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, namedByArn(input.resourceArn), 'UntagResource')
    const tags = Object.fromEntries(Object.entries(stored.value.tags).filter(([key]) => !gone.has(key)))
    repositories.put(commit, { ...stored.value, tags }, stored)
    return {}
  })
}

/** ListTagsForResource. */
export async function listTagsForResource(
  input: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResponse> {
  const { value } = await repositoryFor(context, namedByArn(input.resourceArn), 'ListTagsForResource')
  return { tags: Object.entries(value.tags).map(([Key, Value]) => ({ Key, Value })) }
}
