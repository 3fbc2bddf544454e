import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { withoutTags } from '../domain/tags.ts'
import { commitChange } from '../parameters.ts'
import { parameters } from '../records.ts'
import { required } from '../required.ts'
import { loadTagged } from '../tagged.ts'

/** Takes tags off a parameter. */
export async function removeTagsFromResource(
  input: Api.RemoveTagsFromResourceRequest,
  context: OperationContext,
): Promise<Api.RemoveTagsFromResourceResult> {
  const keys = required(input.TagKeys, 'TagKeys')
  return commitChange(context, async (commit) => {
    const stored = await loadTagged(context, input)
    parameters.put(commit, { ...stored.value, tags: withoutTags(stored.value.tags, keys) }, stored)
    return {}
  })
}
