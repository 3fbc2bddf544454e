import type { SQS } from '@aws-sdk/client-sqs'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { readQueueUrl } from './domain/names.ts'
import { requestBytesMax, retentionRoundMs } from './limits.ts'
import { moveHandler } from './move-work.ts'
import { addPermission } from './operations/add-permission.ts'
import { cancelMessageMoveTask } from './operations/cancel-message-move-task.ts'
import { changeMessageVisibility } from './operations/change-message-visibility.ts'
import { changeMessageVisibilityBatch } from './operations/change-message-visibility-batch.ts'
import { createQueue } from './operations/create-queue.ts'
import { deleteMessage } from './operations/delete-message.ts'
import { deleteMessageBatch } from './operations/delete-message-batch.ts'
import { deleteQueue } from './operations/delete-queue.ts'
import { getQueueAttributes } from './operations/get-queue-attributes.ts'
import { getQueueUrl } from './operations/get-queue-url.ts'
import { listDeadLetterSourceQueues } from './operations/list-dead-letter-source-queues.ts'
import { listMessageMoveTasks } from './operations/list-message-move-tasks.ts'
import { listQueueTags } from './operations/list-queue-tags.ts'
import { listQueues } from './operations/list-queues.ts'
import { purgeQueue } from './operations/purge-queue.ts'
import { receiveMessage } from './operations/receive-message.ts'
import { removePermission } from './operations/remove-permission.ts'
import { sendMessage } from './operations/send-message.ts'
import { sendMessageBatch } from './operations/send-message-batch.ts'
import { setQueueAttributes } from './operations/set-queue-attributes.ts'
import { startMessageMoveTask } from './operations/start-message-move-task.ts'
import { tagQueue } from './operations/tag-queue.ts'
import { untagQueue } from './operations/untag-queue.ts'
import { moveQueue } from './records.ts'
import { dropAllExpired } from './retention-work.ts'
import { SqsRoom } from './room.ts'
import { validation } from './validation.ts'

/** Amazon Simple Queue Service, for one server. */
export function sqsService(): ServiceDefinition {
  const room = new SqsRoom()
  return {
    prefix: 'sqs',
    model: 'sqs',
    operations: {
      AddPermission: addPermission,
      CancelMessageMoveTask: cancelMessageMoveTask,
      ChangeMessageVisibility: changeMessageVisibility(room),
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(room),
      CreateQueue: createQueue,
      DeleteMessage: deleteMessage(room),
      DeleteMessageBatch: deleteMessageBatch(room),
      DeleteQueue: deleteQueue,
      GetQueueAttributes: getQueueAttributes,
      GetQueueUrl: getQueueUrl(room),
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
      ListMessageMoveTasks: listMessageMoveTasks,
      ListQueueTags: listQueueTags,
      ListQueues: listQueues,
      PurgeQueue: purgeQueue,
      ReceiveMessage: receiveMessage(room),
      RemovePermission: removePermission,
      SendMessage: sendMessage(room),
      SendMessageBatch: sendMessageBatch(room),
      SetQueueAttributes: setQueueAttributes,
      StartMessageMoveTask: startMessageMoveTask,
      TagQueue: tagQueue,
      UntagQueue: untagQueue,
    } satisfies OperationTable<SQS>,
    resourceTypes: {
      'AWS::SQS::Queue': async () => (await import('./resources/queue.ts')).queue,
      'AWS::SQS::QueueInlinePolicy': async () =>
        (await import('./resources/queue-policy.ts')).queueInlinePolicy,
      'AWS::SQS::QueuePolicy': async () => (await import('./resources/queue-policy.ts')).queuePolicy,
    },
    validation,
    requestBytesMax,
    // Clients of the query protocol post to the queue's address, and leave it out of the form.
    addressInput: ({ href }) => (readQueueUrl(href) === undefined ? {} : { QueueUrl: href }),
    start: async (surroundings) => {
      room.open(surroundings)
      const { jobs } = surroundings
      jobs.handle(moveQueue, moveHandler(surroundings))
      jobs.every('sqs.retention', retentionRoundMs, ({ signal }) => dropAllExpired(surroundings, signal), {
        isTidying: true,
      })
      return { stop: async () => room.close() }
    },
  }
}
