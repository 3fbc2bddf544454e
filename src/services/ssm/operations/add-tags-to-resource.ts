import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { withTags } from '../domain/tags.ts'
import { commitChange } from '../parameters.ts'
import { parameters } from '../records.ts'
import { required } from '../required.ts'
import { loadTagged } from '../tagged.ts'

/** Adds tags to a parameter, or gives those that it has new values. */
export async function addTagsToResource(
  input: Api.AddTagsToResourceRequest,
  context: OperationContext,
): Promise<Api.AddTagsToResourceResult> {
  const added = required(input.Tags, 'Tags')
  return commitChange(context, async (commit) => {
    const stored = await loadTagged(context, input)
    parameters.put(commit, { ...stored.value, tags: withTags(stored.value.tags, added) }, stored)
    return {}
  })
}
