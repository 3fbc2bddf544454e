import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { tagList } from '../domain/tags.ts'
import { loadTagged } from '../tagged.ts'

/** Answers a parameter's tags. */
export async function listTagsForResource(
  input: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResult> {
  const { value } = await loadTagged(context, input)
  return { TagList: tagList(value.tags) }
}
