import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { attemptPrefix, purgeKey, queues, sentPrefix } from '../records.ts'

/** Deletes a queue with all that it holds. */
export async function deleteQueue(
  { QueueUrl }: Api.DeleteQueueRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const found = await loadNow(context, QueueUrl)
    authorize(context, found, 'DeleteQueue')
    const { queueId } = found.queue
    queues.remove(commit, found.stored)
    commit.purge(found.messages)
    commit.deleteRange(sentPrefix(queueId)).deleteRange(attemptPrefix(queueId)).delete(purgeKey(queueId))
  })
  return {}
}
