import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { tagsOf } from '../tagging.ts'

export async function listTagsForResource(
  input: Api.ListTagsForResourceInput,
  context: OperationContext,
): Promise<Api.ListTagsForResourceOutput> {
  const tags = await tagsOf(context, required(input.resourceArn, 'resourceArn'))
  return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }
}
