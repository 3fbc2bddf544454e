import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeTags, withTags } from '../tags.ts'

/** Adds tags to a stream or consumer. */
export async function tagResource(input: Api.TagResourceInput, context: OperationContext): Promise<object> {
  const added = required(input.Tags, 'Tags')
  await changeTags(context, 'TagResource', input, (tags) =>
    withTags(tags, added, `resource ${input.ResourceARN}`),
  )
  return {}
}
