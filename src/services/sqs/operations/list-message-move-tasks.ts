import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { writeTaskHandle } from '../domain/task-handles.ts'
import { invalidValue } from '../errors.ts'
import { listedTasksMax } from '../limits.ts'
import { isActive, moveTasks } from '../records.ts'
import { queueOfArn } from '../task-queues.ts'

/** The last tasks that moved messages of a queue, the youngest first. */
export async function listMessageMoveTasks(
  { SourceArn, MaxResults = 1 }: Api.ListMessageMoveTasksRequest,
  context: OperationContext,
): Promise<Api.ListMessageMoveTasksResult> {
  if (MaxResults < 1 || MaxResults > listedTasksMax)
    throw invalidValue(MaxResults, 'MaxResults', `Must be between 1 and ${listedTasksMax}, if provided.`)
  const source = await queueOfArn(context, 'SourceArn', SourceArn)
  authorize(context, source, 'ListMessageMoveTasks')
  const { accountId, region, name } = source.queue
  const { items } = await moveTasks.listBy(context.store, 'started', {
    prefix: [accountId, region, name],
    reverse: true,
    limit: MaxResults,
  })
  return {
    Results: items.map(({ value: task }) => ({
      ...(isActive(task) ? { TaskHandle: writeTaskHandle(task.taskId, source.arn) } : {}),
      Status: task.status,
      SourceArn: source.arn,
      ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
      ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.toMove,
      ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
      StartedTimestamp: task.startedAt,
    })),
  }
}
