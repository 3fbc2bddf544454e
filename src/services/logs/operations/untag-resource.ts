import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { removeTags } from '../domain/tags.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'

/** Removes tags from a group or destination by its ARN. Keys that it does not have are passed over. */
export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  const keys = required(input.tagKeys, 'tagKeys')
  await changeTags(context, required(input.resourceArn, 'resourceArn'), (tags) => removeTags(tags, keys))
  return {}
}
