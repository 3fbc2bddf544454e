import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readTags, tagList } from '../tags.ts'

/** The tags of a stream or consumer. */
export async function listTagsForResource(
  input: Api.ListTagsForResourceInput,
  context: OperationContext,
): Promise<Api.ListTagsForResourceOutput> {
  return { Tags: tagList(await readTags(context, 'ListTagsForResource', input)) }
}
