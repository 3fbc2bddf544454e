import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeStream } from '../streams.ts'
import { withTags } from '../tags.ts'

/** Adds tags to a stream. */
export async function addTagsToStream(
  input: Api.AddTagsToStreamInput,
  context: OperationContext,
): Promise<object> {
  const added = required(input.Tags, 'Tags')
  await changeStream(context, 'AddTagsToStream', input, (stream) => ({
    ...stream,
    tags: withTags(stream.tags, added, `stream ${stream.name} under account ${stream.accountId}`),
  }))
  return {}
}
