import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeTags, withoutTags } from '../tags.ts'

/** Takes tags off a stream or consumer. */
export async function untagResource(
  input: Api.UntagResourceInput,
  context: OperationContext,
): Promise<object> {
  const keys = required(input.TagKeys, 'TagKeys')
  await changeTags(context, 'UntagResource', input, (tags) => withoutTags(tags, keys))
  return {}
}
