import type * as Api from '@aws-sdk/client-sqs'
import type { Operation } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import type { SqsRoom } from '../room.ts'
import { changeVisibility } from '../visibility.ts'

/** Changes for how long a message that was received stays hidden. */
export function changeMessageVisibility(
  room: SqsRoom,
): Operation<Api.ChangeMessageVisibilityRequest, object> {
  return async ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, context) => {
    const queue = await room.directory.load(context, QueueUrl)
    authorize(context, queue, 'ChangeMessageVisibility')
    await changeVisibility(context, queue, ReceiptHandle, VisibilityTimeout)
    return {}
  }
}
