import type * as Api from '@aws-sdk/client-sqs'
import type { Operation } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { doEach } from '../batch-results.ts'
import { deleteOne, deleteTogether } from '../deleting.ts'
import { checkBatch } from '../domain/batches.ts'
import type { SqsRoom } from '../room.ts'

/** Deletes up to ten messages that were received. */
export function deleteMessageBatch(
  room: SqsRoom,
): Operation<Api.DeleteMessageBatchRequest, Api.DeleteMessageBatchResult> {
  return async ({ QueueUrl, Entries: entries = [] }, context) => {
    const queue = await room.directory.load(context, QueueUrl)
    authorize(context, queue, 'DeleteMessage')
    checkBatch(entries, 'DeleteMessageBatchRequestEntry')
    const results =
      (await deleteTogether(context, queue, entries)) ??
      (await doEach(entries, ({ ReceiptHandle }) => deleteOne(context, queue, ReceiptHandle)))
    room.metrics.deleted(queue, results.Successful.length)
    return results
  }
}
