import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeStream } from '../streams.ts'
import { withoutTags } from '../tags.ts'

/** Takes tags off a stream. */
export async function removeTagsFromStream(
  input: Api.RemoveTagsFromStreamInput,
  context: OperationContext,
): Promise<object> {
  const keys = required(input.TagKeys, 'TagKeys')
  await changeStream(context, 'RemoveTagsFromStream', input, (stream) => ({
    ...stream,
    tags: withoutTags(stream.tags, keys),
  }))
  return {}
}
