import type * as Api from '@aws-sdk/client-sqs'
import type { Operation } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { deleteOne } from '../deleting.ts'
import type { SqsRoom } from '../room.ts'

/** Deletes a message that was received. */
export function deleteMessage(room: SqsRoom): Operation<Api.DeleteMessageRequest, object> {
  return async ({ QueueUrl, ReceiptHandle }, context) => {
    const queue = await room.directory.load(context, QueueUrl)
    authorize(context, queue, 'DeleteMessage')
    await deleteOne(context, queue, ReceiptHandle)
    room.metrics.deleted(queue, 1)
    return {}
  }
}
