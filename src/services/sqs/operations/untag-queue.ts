import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { missingParameter } from '../errors.ts'
import { queues } from '../records.ts'

/** Takes tags from a queue. */
export async function untagQueue(
  { QueueUrl, TagKeys = [] }: Api.UntagQueueRequest,
  context: OperationContext,
): Promise<object> {
  if (TagKeys.length === 0) throw missingParameter('TagKeys')
  await change(context, async (commit) => {
    const found = await loadNow(context, QueueUrl)
    authorize(context, found, 'UntagQueue')
    const tags = Object.fromEntries(
      Object.entries(found.queue.tags).filter(([key]) => !TagKeys.includes(key)),
    )
    queues.put(commit, { ...found.queue, tags }, found.stored)
  })
  return {}
}
