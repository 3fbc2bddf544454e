import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { requireTagged } from '../tagging.ts'

export async function listTagsForResource(
  input: Api.ListTagsForResourceInput,
  context: OperationContext,
): Promise<Api.ListTagsForResourceOutput> {
  const { group } = await requireTagged(context, required(input.ResourceArn, 'ResourceArn'))
  return { Tags: Object.entries(group.tags).map(([Key, Value]) => ({ Key, Value })) }
}
