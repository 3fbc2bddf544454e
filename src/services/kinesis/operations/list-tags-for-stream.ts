import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { tagCount } from '../limits.ts'
import { loadStream } from '../streams.ts'
import { tagList } from '../tags.ts'

/** The tags of a stream, by key. */
export async function listTagsForStream(
  input: Api.ListTagsForStreamInput,
  context: OperationContext,
): Promise<Api.ListTagsForStreamOutput> {
  const { value: stream } = await loadStream(context, 'ListTagsForStream', input)
  const { ExclusiveStartTagKey: start, Limit: limit = tagCount } = input
  const left = tagList(stream.tags).filter(({ Key }) => start === undefined || Key > start)
  return { Tags: left.slice(0, limit), HasMoreTags: left.length > limit }
}
