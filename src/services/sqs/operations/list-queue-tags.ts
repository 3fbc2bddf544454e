import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { loadNow } from '../directory.ts'

/** The tags of a queue. */
export async function listQueueTags(
  { QueueUrl }: Api.ListQueueTagsRequest,
  context: OperationContext,
): Promise<Api.ListQueueTagsResult> {
  const found = await loadNow(context, QueueUrl)
  authorize(context, found, 'ListQueueTags')
  const { tags } = found.queue
  return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } }
}
