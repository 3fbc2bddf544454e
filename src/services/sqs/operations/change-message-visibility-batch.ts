import type * as Api from '@aws-sdk/client-sqs'
import type { Operation } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { doEach } from '../batch-results.ts'
import { checkBatch } from '../domain/batches.ts'
import type { SqsRoom } from '../room.ts'
import { changeVisibility } from '../visibility.ts'

/** Changes for how long up to ten messages stay hidden. */
export function changeMessageVisibilityBatch(
  room: SqsRoom,
): Operation<Api.ChangeMessageVisibilityBatchRequest, Api.ChangeMessageVisibilityBatchResult> {
  return async ({ QueueUrl, Entries: entries = [] }, context) => {
    const queue = await room.directory.load(context, QueueUrl)
    authorize(context, queue, 'ChangeMessageVisibility')
    checkBatch(entries, 'ChangeMessageVisibilityBatchRequestEntry')
    return doEach(entries, ({ ReceiptHandle, VisibilityTimeout }) =>
      changeVisibility(context, queue, ReceiptHandle, VisibilityTimeout),
    )
  }
}
